//! The whole life of a job in one image, where serde reads all of the machine.

#![no_std]
#![no_main]

use cloudstack_codec::Node;
use cloudstack_codec::model::{Nic, VirtualMachine};
use cloudstack_codec_firmware::life::Machine;
use cloudstack_codec_firmware::{run, script};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|buf| script::is_right(buf, machine))
}

#[inline(never)]
fn machine(vm: Node<'_>) -> Option<Machine> {
    // For the names with an escape in them.
    let mut scratch = [0; 32];
    let vm: VirtualMachine<'_, heapless::Vec<Nic<'_>, 2>> = vm.deserialize_in(&mut scratch).ok()?;
    Some(Machine { id: vm.id?.parse().ok()?, address: vm.nic.first()?.ip_address?.try_into().ok()? })
}
