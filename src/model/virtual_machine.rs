//! The virtual machine, which most jobs are about.

use core::fmt;

use serde::Serialize;

use super::object::object;

object! {
    /// A virtual machine: `virtualmachine`, the result of `deployVirtualMachine` and its like.
    ///
    /// Its lists and its map are read into types that the caller names; those not named are [`Unread`](super::Unread):
    ///
    /// | parameter | member | such as |
    /// |---|---|---|
    /// | `N` | `nic` | `Vec<Nic>`, `heapless::Vec<Nic, 4>` |
    /// | `G` | `securitygroup` | `Vec<SecurityGroup>` |
    /// | `A` | `affinitygroup` | `Vec<AffinityGroup>` |
    /// | `T` | `tags` | `Vec<ResourceTag>` |
    /// | `D` | `details` | [`Details`](super::Details)`<BTreeMap<&str, &str>>`, because in XML it is no map |
    ///
    /// Read it by [`deserialize_in`](crate::Node::deserialize_in), which decodes escaped text into a buffer: a user may
    /// call a machine `R&D`, and without the buffer that is an error.
    ///
    /// Wire: `<virtualmachine><id>450</id><memory>512</memory><nic>…</nic></virtualmachine>`,
    /// `"virtualmachine":{"id":"450","memory":512,"nic":[{…}]}`.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::model::{Nic, VirtualMachine};
    /// use cloudstack_codec::{JobResult, JobState, Response};
    ///
    /// let body = br#"{"queryasyncjobresultresponse":{"jobstatus":1,"jobresulttype":"object","jobresult":
    ///     {"virtualmachine":{"id":"450","displayname":"say \"hi\"","memory":512,"nic":[{"ipaddress":"10.1.1.225"}]}}}}"#;
    /// let job = Response::parse(body)?.job().unwrap();
    /// let JobState::Succeeded(JobResult::Object(node)) = job.state() else { panic!("it has succeeded") };
    /// let mut scratch = [0; 256];
    /// let vm: VirtualMachine<'_, Vec<Nic<'_>>> = node.deserialize_in(&mut scratch)?;
    /// assert_eq!((vm.display_name, vm.memory), (Some("say \"hi\""), Some(512)));
    /// assert_eq!(vm.nic[0].ip_address, Some("10.1.1.225"));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// All of it, named once:
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use cloudstack_codec::Response;
    /// use cloudstack_codec::model::{self, AffinityGroup, Details, ResourceTag, SecurityGroup};
    ///
    /// type Nic<'a> = model::Nic<'a, Vec<model::SecondaryIp<'a>>, Vec<model::ExtraDhcpOption<'a>>>;
    /// type VirtualMachine<'a> = model::VirtualMachine<
    ///     'a,
    ///     Vec<Nic<'a>>,
    ///     Vec<SecurityGroup<'a>>,
    ///     Vec<AffinityGroup<'a>>,
    ///     Vec<ResourceTag<'a>>,
    ///     Details<'a, BTreeMap<&'a str, &'a str>>,
    /// >;
    ///
    /// let body = b"<virtualmachine><tags><key>env</key><value>prod</value></tags>\
    ///     <details>{keyboard=us}</details></virtualmachine>";
    /// let mut scratch = [0; 256];
    /// let vm: VirtualMachine<'_> = Response::parse(body)?.node().deserialize_in(&mut scratch)?;
    /// assert_eq!((vm.tags[0].key, vm.details), (Some("env"), Details::Text("{keyboard=us}")));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// Source: `org.apache.cloudstack.api.response.UserVmResponse`. The `virtualmachine` of
    /// `listVirtualMachinesUsageHistory` is another object, of `VmMetricsStatsResponse`.
    #[derive(Clone, Copy, Default, PartialEq, Eq, Serialize)]
    #[doc(alias = "virtualmachine")]
    #[expect(clippy::exhaustive_structs, reason = "simulators and tests make machines")]
    pub struct VirtualMachine<'a, N, G, A, T, D> {
        /// The id of the machine: a UUID, an integer on servers before 3.0.
        "id" => id: Option<&'a str>,
        /// The name, which is also the host name where one was given: `i-2-450-VM`.
        "name" => name: Option<&'a str>,
        /// The name for people.
        #[doc(alias = "displayname")]
        "displayname" => display_name: Option<&'a str>,
        /// The name on the hypervisor, for administrators.
        #[doc(alias = "instancename")]
        "instancename" => instance_name: Option<&'a str>,
        /// The name of the account that it belongs to.
        "account" => account: Option<&'a str>,
        /// The id of the user who deployed it.
        #[doc(alias = "userid")]
        "userid" => user_id: Option<&'a str>,
        /// The name of that user.
        #[doc(alias = "username")]
        "username" => user_name: Option<&'a str>,
        /// The id of the project that it belongs to.
        #[doc(alias = "projectid")]
        "projectid" => project_id: Option<&'a str>,
        /// The name of the project.
        "project" => project: Option<&'a str>,
        /// The id of the account's domain.
        #[doc(alias = "domainid")]
        "domainid" => domain_id: Option<&'a str>,
        /// The name of the account's domain.
        "domain" => domain: Option<&'a str>,
        /// When it was deployed, `2011-03-10T18:20:25-0800`; a [`Timestamp`](crate::Timestamp) can be parsed from it.
        "created" => created: Option<&'a str>,
        /// When its state last changed, in the same form.
        #[doc(alias = "lastupdated")]
        "lastupdated" => last_updated: Option<&'a str>,
        /// The state: `Starting`, `Running`, `Stopping`, `Stopped`, `Shutdown`, `Destroyed`, `Expunging`, `Migrating`,
        /// `Restoring`, `Error`, `Unknown`.
        "state" => state: Option<&'a str>,
        /// Whether it is started again if its host fails.
        #[doc(alias = "haenable")]
        "haenable" => ha_enable: Option<bool>,
        /// The id of the group of machines that it is in.
        #[doc(alias = "groupid")]
        "groupid" => group_id: Option<&'a str>,
        /// The name of that group.
        "group" => group: Option<&'a str>,
        /// The id of the zone.
        #[doc(alias = "zoneid")]
        "zoneid" => zone_id: Option<&'a str>,
        /// The name of the zone.
        #[doc(alias = "zonename")]
        "zonename" => zone_name: Option<&'a str>,
        /// The id of the host that it runs on, for administrators.
        #[doc(alias = "hostid")]
        "hostid" => host_id: Option<&'a str>,
        /// The name of that host.
        #[doc(alias = "hostname")]
        "hostname" => host_name: Option<&'a str>,
        /// The id of the template that it was made from.
        #[doc(alias = "templateid")]
        "templateid" => template_id: Option<&'a str>,
        /// The name of the template.
        #[doc(alias = "templatename")]
        "templatename" => template_name: Option<&'a str>,
        /// The description of the template.
        #[doc(alias = "templatedisplaytext")]
        "templatedisplaytext" => template_display_text: Option<&'a str>,
        /// The id of the ISO that is attached.
        #[doc(alias = "isoid")]
        "isoid" => iso_id: Option<&'a str>,
        /// The name of the ISO.
        #[doc(alias = "isoname")]
        "isoname" => iso_name: Option<&'a str>,
        /// The description of the ISO.
        #[doc(alias = "isodisplaytext")]
        "isodisplaytext" => iso_display_text: Option<&'a str>,
        /// Whether its password can be reset.
        #[doc(alias = "passwordenabled")]
        "passwordenabled" => password_enabled: Option<bool>,
        /// The password, where one was made: only in the result of the job that made it.
        "password" => password: Option<&'a str>,
        /// The id of the service offering.
        #[doc(alias = "serviceofferingid")]
        "serviceofferingid" => service_offering_id: Option<&'a str>,
        /// The name of the service offering.
        #[doc(alias = "serviceofferingname")]
        "serviceofferingname" => service_offering_name: Option<&'a str>,
        /// The id of its disk offering. For those of its data disks ask `listVolumes`.
        #[doc(alias = "diskofferingid")]
        "diskofferingid" => disk_offering_id: Option<&'a str>,
        /// The name of that disk offering.
        #[doc(alias = "diskofferingname")]
        "diskofferingname" => disk_offering_name: Option<&'a str>,
        /// The id of the backup offering.
        #[doc(alias = "backupofferingid")]
        "backupofferingid" => backup_offering_id: Option<&'a str>,
        /// The name of the backup offering.
        #[doc(alias = "backupofferingname")]
        "backupofferingname" => backup_offering_name: Option<&'a str>,
        /// How many CPUs it has.
        #[doc(alias = "cpunumber")]
        "cpunumber" => cpu_number: Option<i32>,
        /// The speed of each CPU, in MHz.
        #[doc(alias = "cpuspeed")]
        "cpuspeed" => cpu_speed: Option<i32>,
        /// How much of its CPUs it uses, with a percent sign: `12.5%`.
        #[doc(alias = "cpuused")]
        "cpuused" => cpu_used: Option<&'a str>,
        /// The memory, in MiB.
        "memory" => memory: Option<i32>,
        /// The memory that it uses, in KiB.
        #[doc(alias = "memorykbs")]
        "memorykbs" => memory_kbs: Option<i64>,
        /// The memory that is free inside it, in KiB; 0 where that is not known.
        #[doc(alias = "memoryintfreekbs")]
        "memoryintfreekbs" => memory_int_free_kbs: Option<i64>,
        /// The memory that its balloon aims at, in KiB.
        #[doc(alias = "memorytargetkbs")]
        "memorytargetkbs" => memory_target_kbs: Option<i64>,
        /// What it has received over the network, in KiB.
        #[doc(alias = "networkkbsread")]
        "networkkbsread" => network_kbs_read: Option<i64>,
        /// What it has sent over the network, in KiB.
        #[doc(alias = "networkkbswrite")]
        "networkkbswrite" => network_kbs_write: Option<i64>,
        /// What it has received over the network, in bytes.
        #[doc(alias = "receivedbytes")]
        "receivedbytes" => received_bytes: Option<i64>,
        /// What it has sent over the network, in bytes.
        #[doc(alias = "sentbytes")]
        "sentbytes" => sent_bytes: Option<i64>,
        /// What was read from its disks, in KiB.
        #[doc(alias = "diskkbsread")]
        "diskkbsread" => disk_kbs_read: Option<i64>,
        /// What was written to its disks, in KiB.
        #[doc(alias = "diskkbswrite")]
        "diskkbswrite" => disk_kbs_write: Option<i64>,
        /// How often its disks were read.
        #[doc(alias = "diskioread")]
        "diskioread" => disk_io_read: Option<i64>,
        /// How often its disks were written.
        #[doc(alias = "diskiowrite")]
        "diskiowrite" => disk_io_write: Option<i64>,
        /// The id of the guest system's type.
        #[doc(alias = "guestosid")]
        "guestosid" => guest_os_id: Option<&'a str>,
        /// The id of the guest system's type, as templates name it.
        #[doc(alias = "ostypeid")]
        "ostypeid" => os_type_id: Option<&'a str>,
        /// The name of the guest system.
        #[doc(alias = "osdisplayname")]
        "osdisplayname" => os_display_name: Option<&'a str>,
        /// The id of the guest system's category.
        #[doc(alias = "oscategoryid")]
        "oscategoryid" => os_category_id: Option<&'a str>,
        /// The device number of the root disk.
        #[doc(alias = "rootdeviceid")]
        "rootdeviceid" => root_device_id: Option<i64>,
        /// The type of the root disk: `ROOT`, `NetworkFilesystem`.
        #[doc(alias = "rootdevicetype")]
        "rootdevicetype" => root_device_type: Option<&'a str>,
        /// The type of the storage pool that the root disk is in.
        #[doc(alias = "pooltype")]
        "pooltype" => pool_type: Option<&'a str>,
        /// The security groups that it is in, as [`SecurityGroup`](super::SecurityGroup)s.
        #[doc(alias = "securitygroup")]
        "securitygroup" => security_group: G,
        /// The network interfaces, as [`Nic`](super::Nic)s.
        "nic" => nic: N,
        /// The affinity groups that it is in, as [`AffinityGroup`](super::AffinityGroup)s.
        #[doc(alias = "affinitygroup")]
        "affinitygroup" => affinity_group: A,
        /// What users have tagged it with, as [`ResourceTag`](super::ResourceTag)s.
        "tags" => tags: T,
        /// The settings that it was given, as [`Details`](super::Details): `keyboard` is `us`. There may be secrets in
        /// them.
        "details" => details: D,
        /// The hypervisor: `KVM`, `XenServer`, `VMware`, `Simulator`.
        "hypervisor" => hypervisor: Option<&'a str>,
        /// How it boots: `Bios` or `Uefi`.
        #[doc(alias = "boottype")]
        "boottype" => boot_type: Option<&'a str>,
        /// The boot mode: `legacy` or `secure`.
        #[doc(alias = "bootmode")]
        "bootmode" => boot_mode: Option<&'a str>,
        /// The name of the SSH key pair, from a server up to 4.16.
        #[doc(alias = "keypair")]
        "keypair" => key_pair: Option<&'a str>,
        /// The names of the SSH key pairs, between commas, from a server since 4.17.
        #[doc(alias = "keypairs")]
        "keypairs" => key_pairs: Option<&'a str>,
        /// The public address that is mapped to it.
        #[doc(alias = "publicip")]
        "publicip" => public_ip: Option<&'a str>,
        /// The id of that address.
        #[doc(alias = "publicipid")]
        "publicipid" => public_ip_id: Option<&'a str>,
        /// Whether its owner can see it, for administrators.
        #[doc(alias = "displayvm")]
        "displayvm" => display_vm: Option<bool>,
        /// Whether its CPUs and memory can be changed while it runs.
        #[doc(alias = "isdynamicallyscalable")]
        "isdynamicallyscalable" => is_dynamically_scalable: Option<bool>,
        /// Whether it has annotations.
        #[doc(alias = "hasannotations")]
        "hasannotations" => has_annotations: Option<bool>,
        /// The id of the job that works on it, or worked last.
        #[doc(alias = "jobid")]
        "jobid" => job_id: Option<&'a str>,
        /// The status of that job, as it was when the result was written: stale, and never the status to judge by.
        #[doc(alias = "jobstatus")]
        "jobstatus" => job_status: Option<i32>,
    }
}

/// Which machine it is and the state it is in, but neither its password nor its details.
impl<N: fmt::Debug, G, A, T, D> fmt::Debug for VirtualMachine<'_, N, G, A, T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VirtualMachine")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("state", &self.state)
            .field("nic", &self.nic)
            .finish_non_exhaustive()
    }
}
