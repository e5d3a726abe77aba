//! Counts the instructions of reading an answer, from its bytes to what it means.

#![no_std]
#![no_main]

use cloudstack_codec::{JobResult, JobState, Response};
use cloudstack_codec_firmware::{answers, measure, parts, run};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| {
        measure("100000", hundred_thousand)
            && measure("pending.json", |_| is_pending(answers::pending_json()))
            && measure("pending.xml", |_| is_pending(answers::pending_xml()))
            && measure("failed.json", |_| has_failed(answers::failed_json()))
            && measure("failed.xml", |_| has_failed(answers::failed_xml()))
            && measure("machine.json", |_| has_addresses(answers::succeeded_json()))
            && measure("machine.xml", |_| has_addresses(answers::succeeded_xml()))
    })
}

fn state(body: &[u8]) -> Option<JobState<'_>> {
    Some(Response::parse(body).ok()?.job()?.state())
}

fn is_pending(body: &[u8]) -> bool {
    matches!(state(body), Some(JobState::Pending { progress: Some(1) }))
}

fn has_failed(body: &[u8]) -> bool {
    state(body).and_then(parts::fault_code) == Some(533)
}

/// Takes so many instructions: the measure of the clock.
fn hundred_thousand(_: &mut [u8]) -> bool {
    // SAFETY: it counts in a register.
    unsafe { core::arch::asm!("2:", "subs {0}, #1", "bne 2b", inout(reg) 50_000 => _) };
    true
}

/// Looks for the addresses of both network cards of the machine.
fn has_addresses(body: &[u8]) -> bool {
    let Some(JobState::Succeeded(JobResult::Object(vm))) = state(body) else { return false };
    let addresses = vm.all("nic").filter_map(|nic| nic.child("ipaddress")?.text());
    vm.name() == "virtualmachine" && addresses.filter(|text| text.raw().starts_with("10.1.")).count() == 2
}
