//! The peer roxmltree, with an allocator that only ever takes: a job's answer in XML, read to the code of its fault.

#![no_std]
#![no_main]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::{Cell, UnsafeCell};

use cloudstack_codec_firmware::{answers, run};
use roxmltree::{Document, Node};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| fault(answers::failed_xml()) == Some(533))
}

fn fault(body: &[u8]) -> Option<i32> {
    let document = Document::parse(core::str::from_utf8(body).ok()?).ok()?;
    let root = document.root_element();
    (number(root, "jobstatus")? == 2).then_some(())?;
    let result = root.children().find(|node| node.has_tag_name("jobresult"));
    result.and_then(|result| number(result, "errorcode")).or_else(|| number(root, "jobresultcode"))
}

fn number(of: Node<'_, '_>, name: &str) -> Option<i32> {
    of.children().find(|node| node.has_tag_name(name))?.text()?.parse().ok()
}

#[global_allocator]
static HEAP: Bump = Bump { memory: UnsafeCell::new([0; SIZE / 8]), used: Cell::new(0) };

const SIZE: usize = 8192;

struct Bump {
    memory: UnsafeCell<[u64; SIZE / 8]>,
    used: Cell<usize>,
}

// SAFETY: there is one core and no interrupt.
unsafe impl Sync for Bump {}

// SAFETY: what was given is never given again.
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let start = self.used.get().next_multiple_of(layout.align());
        let end = start + layout.size();
        if end > SIZE || layout.align() > 8 {
            return core::ptr::null_mut();
        }
        self.used.set(end);
        // SAFETY: it is inside the memory.
        unsafe { self.memory.get().cast::<u8>().add(start) }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
