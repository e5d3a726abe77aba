//! A list of jobs of any length: the generator of the body that `listAsyncJobs` answers with.
//!
//! A quarter of the jobs each is pending, has a virtual machine, has failed, and has a flag for a result. 10,000 of
//! them are 10 MB of XML and 8 MB of JSON. The same number of jobs is always the same body.

use std::fmt::{self, Display, Formatter};

use cloudstack_codec::Syntax;
use cloudstack_codec::answer::{Answer, WriteError, Writer};

/// Writes a list of so many jobs.
#[must_use]
pub fn list(syntax: Syntax, count: u32) -> String {
    let mut body = String::new();
    let answer = Answer::to("listAsyncJobs", syntax).version("4.22.0.0");
    answer.list(&mut body, "asyncjobs", count, 0..count, job).expect("a String has room");
    body
}

/// How many of so many jobs are finished.
#[must_use]
pub const fn finished(count: u32) -> u32 {
    count - count.div_ceil(4)
}

/// A UUID that is different for each number.
struct Uuid(u32);

impl Display for Uuid {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let high = u64::from(self.0).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let low = high.rotate_left(29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        write!(f, "{:08x}-{:04x}-4{:03x}", high >> 32, high >> 16 & 0xFFFF, high & 0xFFF)?;
        write!(f, "-9{:03x}-{:012x}", low >> 52, low & 0xFFFF_FFFF_FFFF)
    }
}

fn job(w: &mut Writer<'_>, number: u32) -> Result<(), WriteError> {
    let (status, code) = match number % 4 {
        0 => (0, 0),
        2 => (2, 530),
        _ => (1, 0),
    };
    w.text("accountid", Uuid(number % 7))?;
    w.text("account", "admin")?;
    w.text("domainpath", "ROOT/engineering")?;
    w.text("userid", Uuid(number % 11))?;
    w.text("cmd", "org.apache.cloudstack.api.command.admin.vm.DeployVMCmdByAdmin")?;
    w.number("jobprocstatus", 0)?;
    w.number("jobresultcode", code)?;
    if !number.is_multiple_of(4) {
        w.text("jobresulttype", "object")?;
        w.object("jobresult", |w| match number % 4 {
            1 => w.object("virtualmachine", |w| machine(w, number)),
            2 => {
                w.number("errorcode", code)?;
                w.text("errortext", "Unable to create a deployment for the machine: not enough capacity")
            }
            _ => w.bool("success", true),
        })?;
    }
    w.text("jobinstancetype", "VirtualMachine")?;
    w.text("jobinstanceid", Uuid(number))?;
    w.text("created", "2026-04-14T09:25:51+0000")?;
    if status != 0 {
        w.text("completed", "2026-04-14T09:26:07+0000")?;
    }
    w.text("jobid", Uuid(number.wrapping_add(1_000_000)))?;
    w.number("jobstatus", status)
}

fn machine(w: &mut Writer<'_>, number: u32) -> Result<(), WriteError> {
    w.text("id", Uuid(number))?;
    w.text("name", format_args!("web-{number}"))?;
    w.text("displayname", format_args!("web-{number}"))?;
    w.text("account", "admin")?;
    w.text("userid", Uuid(number % 11))?;
    w.text("username", "admin")?;
    w.text("domainid", Uuid(number % 3))?;
    w.text("domain", "ROOT")?;
    w.text("created", "2026-04-14T09:25:51+0000")?;
    w.text("state", "Running")?;
    w.bool("haenable", false)?;
    w.text("zoneid", Uuid(number % 5))?;
    w.text("zonename", "San Jose 1")?;
    w.text("hostid", Uuid(number % 13))?;
    w.text("hostname", "905-13.sjc.lab.vmops.com")?;
    w.text("templateid", Uuid(number % 17))?;
    w.text("templatename", "CentOS 5.3 64bit LAMP")?;
    w.text("serviceofferingid", Uuid(number % 19))?;
    w.text("serviceofferingname", "Small Instance")?;
    w.number("cpunumber", 1)?;
    w.number("cpuspeed", 500)?;
    w.number("memory", 512)?;
    w.list("nic", |nics| {
        nics.object(|w| {
            w.text("id", Uuid(number.wrapping_add(2_000_000)))?;
            w.text("networkid", Uuid(number % 23))?;
            w.text("netmask", "255.255.255.0")?;
            w.text("gateway", "10.1.1.1")?;
            w.text("ipaddress", "10.1.1.225")?;
            w.text("traffictype", "Guest")?;
            w.bool("isdefault", true)
        })
    })?;
    w.text("hypervisor", "KVM")?;
    w.text("instancename", format_args!("i-2-{number}-VM"))?;
    // Of the machine, as it was when the job was not finished: not the job's.
    w.text("jobid", Uuid(number.wrapping_add(1_000_000)))?;
    w.number("jobstatus", 0)
}
