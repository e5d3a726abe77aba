//! All parts in one image, and a virtual machine read by serde.

#![no_std]
#![no_main]

use cloudstack_codec::model::{Nic, VirtualMachine};
use cloudstack_codec::{JobResult, JobState, Node, Response};
use cloudstack_codec_firmware::{answers, parts, run};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|buf| parts::all(buf) && address(answers::succeeded_json()) == Some("10.1.1.225"))
}

// Not inlined, so that the stack of the parts is free again.
#[inline(never)]
fn address(body: &'static [u8]) -> Option<&'static str> {
    match Response::parse(body).ok()?.job()?.state() {
        JobState::Succeeded(JobResult::Object(vm)) => machine(vm),
        _ => None,
    }
}

fn machine(vm: Node<'static>) -> Option<&'static str> {
    let vm: VirtualMachine<'_, heapless::Vec<Nic<'_>, 2>> = vm.deserialize().ok()?;
    vm.nic.first()?.ip_address
}
