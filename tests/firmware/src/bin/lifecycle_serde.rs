//! The whole life of a job in one image, where serde reads all of the machine.

#![no_std]
#![no_main]

use cloudstack_codec::model::{Nic, VirtualMachine};
use cloudstack_codec::{Node, ResourceId};
use cloudstack_codec_firmware::{life, run};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|buf| life::is_right(buf, machine))
}

#[inline(never)]
fn machine(vm: Node<'static>) -> Option<(ResourceId, &'static str)> {
    let vm: VirtualMachine<'_, heapless::Vec<Nic<'_>, 2>> = vm.deserialize().ok()?;
    Some((vm.id?.parse().ok()?, vm.nic.first()?.ip_address?))
}
