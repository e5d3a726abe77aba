//! The whole life of a job in one image, where serde reads all of the machine.

#![no_std]
#![no_main]

use cloudstack_codec::model::{Nic, VirtualMachine};
use cloudstack_codec::{Node, ResourceId};
use cloudstack_codec_firmware::life::{self, Address};
use cloudstack_codec_firmware::run;

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|buf| life::is_right(buf, machine))
}

#[inline(never)]
fn machine(vm: Node<'_>) -> Option<(ResourceId, Address)> {
    // For the names with an escape in them.
    let mut scratch = [0; 32];
    let vm: VirtualMachine<'_, heapless::Vec<Nic<'_>, 2>> = vm.deserialize_in(&mut scratch).ok()?;
    Some((vm.id?.parse().ok()?, vm.nic.first()?.ip_address?.try_into().ok()?))
}
