//! The whole life of a job in one image: a walk finds what is asked of the machine.

#![no_std]
#![no_main]

use cloudstack_codec::Node;
use cloudstack_codec_firmware::life::Machine;
use cloudstack_codec_firmware::{run, script};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|buf| script::is_right(buf, machine))
}

#[inline(never)]
fn machine(vm: Node<'_>) -> Option<Machine> {
    let address = vm.child("nic")?.child("ipaddress")?.text()?.as_str()?;
    Some(Machine { id: vm.get("id")?, address: address.try_into().ok()? })
}
