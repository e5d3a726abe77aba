//! Parses a query, as a device does that is asked by CloudStack's clients.

#![no_std]
#![no_main]

use core::hint::black_box;

use cloudstack_codec::Query;
use cloudstack_codec_firmware::run;

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| {
        parse(black_box("command=createTags&resourceids=450&tags%5B0%5D.key=R%26D&tags%5B0%5D.value=a+b"))
            .is_some()
    })
}

fn parse(query: &str) -> Option<()> {
    let query = Query::parse(query).ok()?;
    let is_right = query.command()? == "createTags"
        && query.get_exact("tags[0].key")? == "R&D"
        && query.params().count() == 4;
    is_right.then_some(())
}
