//! The whole life of a job in one image: a walk finds what is asked of the machine.

#![no_std]
#![no_main]

use cloudstack_codec::{Node, ResourceId};
use cloudstack_codec_firmware::life::{self, Address};
use cloudstack_codec_firmware::run;

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|buf| life::is_right(buf, machine))
}

#[inline(never)]
fn machine(vm: Node<'_>) -> Option<(ResourceId, Address)> {
    let address = vm.child("nic")?.child("ipaddress")?.text()?.as_str()?;
    Some((vm.get("id")?, address.try_into().ok()?))
}
