//! The table of jobs: where each stands follows from the time alone.

use std::collections::BTreeMap;
use std::time::Duration;

use cloudstack_codec::answer::{self, Members, Outcome, WriteError, Writer};
use cloudstack_codec::model::{Nic, VirtualMachine};
use cloudstack_codec::{ErrorCode, Fault, JobId, JobStatus, ResourceId, Timestamp};

use crate::settings::Settings;

/// What a job does to a virtual machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Deploy,
    Start,
    Stop,
}

/// A virtual machine, as far as one differs from another.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    pub(crate) id: ResourceId,
    name: String,
    display_name: String,
}

impl Machine {
    /// Makes a machine that is called by its id where it is given no name.
    fn new(id: ResourceId, name: Option<String>, display_name: Option<String>) -> Self {
        let name = name.unwrap_or_else(|| format!("i-{ADMIN}-{id}-VM"));
        Self { id, display_name: display_name.unwrap_or_else(|| name.clone()), name }
    }
}

/// A job, and all that is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) id: JobId,
    /// What the job works on, as the submit answer names it: the machine, but that in the developer's guide 100 is
    /// submitted and 450 comes back.
    pub(crate) resource: ResourceId,
    pub(crate) machine: Machine,
    pub(crate) task: Task,
    begun: Duration,
    done: Duration,
    expires: Duration,
    end: JobStatus,
    complaint: String,
    has_fault: bool,
    created: Option<Timestamp>,
}

impl Job {
    pub(crate) fn status(&self, now: Duration) -> JobStatus {
        if now < self.done { JobStatus::Pending } else { self.end }
    }

    /// Percent, as long as the job is running.
    fn progress(&self, now: Duration) -> i32 {
        if now >= self.done {
            return 0;
        }
        let whole = self.done.saturating_sub(self.begun).as_millis();
        let part = now.saturating_sub(self.begun).as_millis().saturating_mul(100);
        part.checked_div(whole).and_then(|percent| i32::try_from(percent).ok()).unwrap_or(0)
    }

    /// Writes the members of the machine as the job leaves it.
    pub(crate) fn machine(&self, w: &mut Writer<'_>) -> Result<(), WriteError> {
        let state = if self.task == Task::Stop { "Stopped" } else { "Running" };
        w.members(&virtual_machine(&self.machine, state))
    }

    /// Describes the job; `machine` is its own [`machine`](Self::machine).
    pub(crate) fn report<'j>(&'j self, now: Duration, machine: &'j Members<'j>) -> answer::Job<'j> {
        let status = self.status(now);
        let mut report = answer::Job::new(status)
            .account_id(ADMIN)
            .user_id(ADMIN)
            .cmd(match self.task {
                Task::Deploy => "org.apache.cloudstack.api.command.user.vm.DeployVMCmd",
                Task::Start => "org.apache.cloudstack.api.command.user.vm.StartVMCmd",
                Task::Stop => "org.apache.cloudstack.api.command.user.vm.StopVMCmd",
            })
            .progress(self.progress(now))
            .job_instance_type("VirtualMachine")
            .job_instance_id(self.resource)
            .job_id(self.id);
        if let Some(created) = self.created {
            report = report.created(created);
        }
        if let Some(completed) = moment(self.done).filter(|_| status.is_done()) {
            report = report.completed(completed);
        }
        match status {
            JobStatus::Succeeded => report.result_code(0).result(Outcome::Object("virtualmachine", machine)),
            JobStatus::Failed if self.has_fault => {
                let code = ErrorCode::INSUFFICIENT_CAPACITY_ERROR;
                report.result_code(code.0).result(Outcome::Fault(Fault::new(code, &self.complaint)))
            }
            JobStatus::Failed => report
                .result_code(ErrorCode::VM_INSUFFICIENT_CAPACITY.0)
                .result(Outcome::Text(&self.complaint)),
            JobStatus::Pending | JobStatus::Cancelled | JobStatus::Unknown(_) => report.result_code(0),
        }
    }
}

/// The jobs in the order in which they began; if there are too many, the oldest finished ones are forgotten first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Jobs {
    jobs: BTreeMap<u64, Job>,
    numbers: BTreeMap<JobId, u64>,
    begun: u64,
}

impl Jobs {
    /// Makes the machine that the next job is to deploy.
    pub(crate) fn new_machine(&self, name: Option<String>, display_name: Option<String>) -> Machine {
        Machine::new(self.begun.saturating_add(FIRST).into(), name, display_name)
    }

    /// Finds a machine: the guide's, or one of the jobs in the table.
    pub(crate) fn machine(&self, id: ResourceId, now: Duration) -> Option<Machine> {
        let of_a_job = self.iter(now).map(|job| &job.machine).find(|machine| machine.id == id);
        let guide = || (id == ResourceId::from(FIRST)).then(|| Machine::new(id, None, None));
        of_a_job.cloned().or_else(guide)
    }

    /// Begins a job on a machine; `None` where the table is full of running jobs.
    ///
    /// The id must not be in use; without one the job is given its number.
    pub(crate) fn begin(
        &mut self,
        task: Task,
        machine: Machine,
        id: Option<JobId>,
        settings: &Settings,
        now: Duration,
    ) -> Option<&Job> {
        self.forget(settings.max_jobs, now)?;
        let number = self.begun.saturating_add(1);
        let id = id.unwrap_or_else(|| number.into());
        let is_guide = task == Task::Deploy && number == 1;
        let resource = if is_guide { 100.into() } else { machine.id };
        let verb = match task {
            Task::Deploy => "deploy",
            Task::Start => "start",
            Task::Stop => "stop",
        };
        let done = now.saturating_add(settings.job_time);
        let failed = |jobs: u64| (jobs as f64 * settings.fail_share).floor();
        let job = Job {
            id,
            resource,
            machine,
            task,
            begun: now,
            done,
            expires: done.saturating_add(settings.expire),
            end: if failed(number) > failed(self.begun) { JobStatus::Failed } else { JobStatus::Succeeded },
            complaint: format!("Unable to {verb} virtual machine id = {resource} due to not enough capacity"),
            has_fault: settings.fail_by_fault,
            created: moment(now),
        };
        self.begun = number;
        self.numbers.insert(id, number);
        Some(self.jobs.entry(number).or_insert(job))
    }

    pub(crate) fn get(&self, id: &JobId, now: Duration) -> Option<&Job> {
        self.jobs.get(self.numbers.get(id)?).filter(|job| now < job.expires)
    }

    /// Cancels a job that is running.
    pub(crate) fn cancel(&mut self, id: &JobId, now: Duration) {
        if let Some(job) = self.numbers.get(id).and_then(|number| self.jobs.get_mut(number)) {
            if now < job.done {
                (job.done, job.end) = (now, JobStatus::Cancelled);
            }
        }
    }

    pub(crate) fn iter(&self, now: Duration) -> impl Iterator<Item = &Job> {
        self.jobs.values().filter(move |job| now < job.expires)
    }

    /// Forgets what has expired, and of a full table the oldest job that is done; `None` where there is none.
    fn forget(&mut self, max: usize, now: Duration) -> Option<()> {
        // All run equally long and time does not go back, so that the oldest expires first.
        while let Some(oldest) = self.jobs.first_entry().filter(|oldest| now >= oldest.get().expires) {
            self.numbers.remove(&oldest.remove().id);
        }
        if self.jobs.len() >= max {
            let (&number, _) = self.jobs.iter().find(|(_, job)| now >= job.done)?;
            let job = self.jobs.remove(&number)?;
            self.numbers.remove(&job.id);
        }
        Some(())
    }
}

/// The id of the guide's machine.
const FIRST: u64 = 450;

/// The id of the account, and of its one user: the 2 in the name of the guide's machine, `i-2-450-VM`.
const ADMIN: &str = "2";

/// A time since 1970 as a moment of the API, which has none after the year 9999.
fn moment(time: Duration) -> Option<Timestamp> {
    Timestamp::new(i64::try_from(time.as_secs()).ok()?, 0)
}

/// The virtual machine of the developer's guide, but for what machines differ in.
fn virtual_machine<'a>(machine: &'a Machine, state: &'a str) -> VirtualMachine<'a, [Nic<'a>; 1]> {
    let nic = Nic {
        id: Some("561"),
        network_id: Some("205"),
        netmask: Some("255.255.255.0"),
        gateway: Some("10.1.1.1"),
        ip_address: Some("10.1.1.225"),
        isolation_uri: Some("vlan://295"),
        broadcast_uri: Some("vlan://295"),
        traffic_type: Some("Guest"),
        kind: Some("Virtual"),
        is_default: Some(true),
        ..Nic::default()
    };
    VirtualMachine {
        id: Some(machine.id.as_str()),
        name: Some(&machine.name),
        display_name: Some(&machine.display_name),
        account: Some("admin"),
        domain_id: Some("1"),
        domain: Some("ROOT"),
        created: Some("2011-03-10T18:20:25-0800"),
        state: Some(state),
        ha_enable: Some(false),
        zone_id: Some("1"),
        zone_name: Some("San Jose 1"),
        host_id: Some("2"),
        host_name: Some("905-13.sjc.lab.vmops.com"),
        template_id: Some("1"),
        template_name: Some("CentOS 5.3 64bit LAMP"),
        template_display_text: Some("CentOS 5.3 64bit LAMP"),
        password_enabled: Some(false),
        service_offering_id: Some("1"),
        service_offering_name: Some("Small Instance"),
        cpu_number: Some(1),
        cpu_speed: Some(500),
        memory: Some(512),
        guest_os_id: Some("12"),
        root_device_id: Some(0),
        root_device_type: Some("NetworkFilesystem"),
        nic: [nic],
        hypervisor: Some("XenServer"),
        ..VirtualMachine::default()
    }
}
