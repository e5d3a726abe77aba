//! The example of the Developer's Guide by name, and what a server of today says in its place.

use cloudstack_codec::{
    Command, ErrorCode, Fault, Fed, Heard, JobId, JobReport, JobResult, JobState, JobStatus, Jobs, Kind,
    Query, ResourceId, Response, Scan, Syntax,
};

/// The two bodies of a fixture, checked.
macro_rules! answers {
    ($name:literal) => {
        [
            (Syntax::Xml, &include_bytes!(concat!("fixtures/", $name, ".xml"))[..]),
            (Syntax::Json, &include_bytes!(concat!("fixtures/", $name, ".json"))[..]),
        ]
        .map(|(syntax, body)| {
            let response = Response::parse(body).expect($name);
            assert_eq!(response.syntax(), syntax);
            response
        })
    };
}

/// The reports of a fixture.
macro_rules! jobs {
    ($name:literal) => {
        answers!($name).map(|response| {
            assert!(matches!(response.kind(), Kind::Job(_)), $name);
            assert_eq!(response.fault(), None, $name);
            response.job().expect($name)
        })
    };
}

#[track_caller]
fn judged(job: &JobReport<'_>, status: JobStatus, progress: Option<i32>, code: Option<i32>) {
    assert_eq!((job.status(), job.progress(), job.result_code()), (status, progress, code));
    assert_eq!(job.state().status(), status);
    assert_eq!(job.state().is_done(), status.is_done());
}

/// The two requests of the guide, to the letter: read, and written.
#[test]
fn documented_requests() {
    let deploy = "command=deployVirtualMachine&zoneId=1&serviceOfferingId=1&diskOfferingId=1&templateId=1";
    let poll = "command=queryAsyncJobResult&jobId=1";
    let read = |query| {
        let query = Query::parse(query).unwrap();
        let params = query.params().map(|(name, value)| format!("{name} {value}"));
        (query.command().unwrap().to_string(), params.skip(1).collect::<Vec<_>>())
    };
    let params = ["zoneId 1", "serviceOfferingId 1", "diskOfferingId 1", "templateId 1"];
    assert_eq!(read(deploy), ("deployVirtualMachine".into(), params.map(String::from).into()));
    assert_eq!(read(poll), ("queryAsyncJobResult".into(), vec!["jobId 1".into()]));

    let command = Command::new(String::new(), "deployVirtualMachine").param("zoneId", 1);
    let command = command.param("serviceOfferingId", 1).param("diskOfferingId", 1).param("templateId", 1);
    assert_eq!(command.finish().unwrap(), deploy);
    let job = JobId::new("1").unwrap();
    let command = Command::new(String::new(), "queryAsyncJobResult").param("jobId", job);
    assert_eq!(command.finish().unwrap(), poll);
}

#[test]
fn documented_submit() {
    for response in answers!("documented-submit") {
        assert_eq!(response.name(), "deployvirtualmachineresponse");
        let Kind::Submitted(submitted) = response.kind() else { panic!("{response:?}") };
        assert_eq!(response.submitted(), Some(submitted));
        assert_eq!(submitted.job_id, "1");
        assert_eq!(submitted.job_id(), JobId::new("1"));
        assert_eq!(submitted.resource_id(), ResourceId::new("100").ok());
        assert!(response.job().is_none() && response.jobs().is_none() && response.fault().is_none());
        assert_eq!(Heard::from(response), Heard::Nothing);
    }
}

#[test]
fn documented_pending() {
    for job in jobs!("documented-pending") {
        assert_eq!(job.node().name(), "queryasyncjobresult");
        assert_eq!(job.job_id().unwrap(), "1");
        judged(&job, JobStatus::Pending, Some(1), None);
        assert_eq!(job.state(), JobState::Pending { progress: Some(1) });
        assert_eq!(job.result(), JobResult::None);
        assert!(job.result_type().is_none() && job.cmd().is_none() && job.created().is_none());
    }
    for response in answers!("documented-pending") {
        assert_eq!(Heard::from(response), Heard::Job { status: JobStatus::Pending, progress: Some(1) });
    }
}

#[test]
fn documented_succeeded() {
    for job in jobs!("documented-succeeded") {
        assert_eq!(job.job_id().unwrap(), "1");
        judged(&job, JobStatus::Succeeded, Some(0), Some(0));
        assert_eq!(job.result_type().unwrap(), "object");
        let JobState::Succeeded(JobResult::Object(vm)) = job.state() else { panic!("{job:?}") };
        assert_eq!(job.result().object(), Some(vm));
        assert_eq!(vm.name(), "virtualmachine");
        assert_eq!(vm.text(), None);
        assert_eq!(vm.children().count(), 27);
        for (name, text) in [
            ("id", "450"),
            ("name", "i-2-450-VM"),
            ("account", "admin"),
            ("domain", "ROOT"),
            ("created", "2011-03-10T18:20:25-0800"),
            ("state", "Running"),
            ("zonename", "San Jose 1"),
            ("hostname", "905-13.sjc.lab.vmops.com"),
            ("templatename", "CentOS 5.3 64bit LAMP"),
            ("serviceofferingname", "Small Instance"),
            ("rootdevicetype", "NetworkFilesystem"),
            ("hypervisor", "XenServer"),
        ] {
            assert_eq!(vm.text_of(name).unwrap(), text, "{name}");
        }
        assert_eq!(vm.get::<u32>("cpuspeed"), Some(500));
        assert_eq!(vm.get::<u32>("memory"), Some(512));
        assert_eq!(vm.get::<bool>("haenable"), Some(false));
        assert_eq!(vm.get::<u32>("name"), None);
        assert_eq!(vm.get::<u32>("nic"), None);
        assert_eq!(vm.get::<u32>("absent"), None);
        let nics: Vec<_> = vm.all("nic").collect();
        let [nic] = nics[..] else { panic!("{nics:?}") };
        assert_eq!(nic.children().count(), 10);
        assert_eq!(nic.get::<core::net::Ipv4Addr>("ipaddress"), Some([10, 1, 1, 225].into()));
        assert_eq!(nic.text_of("isolationuri").unwrap(), "vlan://295");
        assert_eq!(nic.get::<bool>("isdefault"), Some(true));
    }
    let [xml, json] = answers!("documented-succeeded");
    assert_eq!(xml.version().unwrap(), "3.0.1.6");
    assert_eq!(json.version(), None);
}

#[test]
fn documented_failed() {
    let fault =
        Fault::new(ErrorCode(551), "Unable to deploy virtual machine id = 100 due to not enough capacity");
    for job in jobs!("documented-failed") {
        assert_eq!(job.job_id().unwrap(), "1");
        judged(&job, JobStatus::Failed, Some(0), Some(551));
        assert_eq!(job.result_type().unwrap(), "text");
        assert_eq!(job.result(), JobResult::Text(fault.text.unwrap()));
        assert_eq!(job.state(), JobState::Failed(fault));
        assert_eq!(fault.to_string(), format!("{} (551)", fault.text.unwrap()));
    }
}

#[test]
fn submitted_without_and_with_a_resource() {
    let id = "9f1c2a6e-52d4-4d0b-9d6b-7a4f0c1d2e3f";
    let vm = ResourceId::new("5b3c1d0a-8f6e-4b7c-a1d2-3e4f5a6b7c8d").unwrap();
    for (responses, resource) in [(answers!("submit"), None), (answers!("submit-create"), Some(vm))] {
        for response in responses {
            let submitted = response.submitted().unwrap();
            assert_eq!((submitted.job_id(), submitted.resource_id()), (JobId::new(id), resource));
        }
    }
    for response in answers!("submit-2.2") {
        assert_eq!(response.name(), "deployvirtualmachine");
        let submitted = response.submitted().unwrap();
        assert_eq!(submitted.job_id(), JobId::new("50006"));
        assert_eq!(submitted.resource_id(), ResourceId::new("1234").ok());
    }
}

/// A line end in the white space is decoded, and so would the id be, for which the room is not meant.
#[test]
fn ids_and_numbers_in_white_space() {
    let id = "9f1c2a6e-52d4-4d0b-9d6b-7a4f0c1d2e3f";
    for space in ["", " ", "\n    ", "\r\n        ", "\r", "\t"] {
        let body = format!("<r><jobid>{space}{id}{space}</jobid><n>{space}&#53;1{space}</n></r>");
        let response = Response::parse(body.as_bytes()).unwrap();
        assert_eq!(response.submitted().unwrap().job_id(), JobId::new(id), "{body}");
        assert_eq!(response.node().get("n"), Some(51_u8), "{body}");
        let body = format!(r#"{{"r":{{"jobid":7{space},"n":51{space}}}}}"#);
        let node = Response::parse(body.as_bytes()).unwrap().node();
        assert_eq!(["jobid", "n"].map(|name| node.text_of(name).unwrap()), ["7", "51"], "{body}");
    }
}

#[test]
fn every_member_of_a_report() {
    for job in jobs!("job-every-member") {
        judged(&job, JobStatus::Succeeded, Some(0), Some(0));
        for (member, text) in [
            (job.account_id(), "2c9f8a10-0b1c-11ee-9a3b-1e00d4000318"),
            (job.account(), "admin"),
            (job.domain_id(), "1f0e6c55-0b1c-11ee-9a3b-1e00d4000318"),
            (job.domain_path(), "ROOT"),
            (job.user_id(), "2c9fb7c2-0b1c-11ee-9a3b-1e00d4000318"),
            (job.cmd(), "org.apache.cloudstack.api.command.user.vm.StartVMCmd"),
            (job.result_type(), "object"),
            (job.job_instance_type(), "VirtualMachine"),
            (job.job_instance_id(), "5b3c1d0a-8f6e-4b7c-a1d2-3e4f5a6b7c8d"),
            (job.management_server_id(), "b2f0"),
            (job.management_server_name(), "mgmt-1"),
            (job.created(), "2026-04-14T09:25:51+0000"),
            (job.completed(), "2026-04-14T09:26:07+0000"),
            (job.job_id(), "9f1c2a6e-52d4-4d0b-9d6b-7a4f0c1d2e3f"),
        ] {
            assert_eq!(member.unwrap(), text);
        }
        let vm = job.result().object().unwrap();
        let addresses: Vec<_> = vm.all("nic").filter_map(|nic| nic.text_of("ipaddress")).collect();
        assert_eq!(addresses, ["10.1.1.225", "10.1.2.7"]);
        assert!(vm.child("securitygroup").is_none());
        assert_eq!(vm.child("tags").unwrap().text_of("value").unwrap(), "prod");
    }
}

#[test]
fn a_status_inside_of_the_result_is_not_the_job_s() {
    for jobs in [jobs!("job-stale-inside-before"), jobs!("job-stale-inside-after")] {
        for job in jobs {
            judged(&job, JobStatus::Succeeded, Some(0), Some(0));
            assert_eq!(job.job_id().unwrap(), "9f1c2a6e-52d4-4d0b-9d6b-7a4f0c1d2e3f");
            let vm = job.result().object().unwrap();
            assert_eq!(vm.get::<i32>("jobstatus"), Some(0));
        }
    }
}

#[test]
fn ends_without_an_object() {
    for job in jobs!("job-succeeded-flag") {
        assert_eq!(job.state(), JobState::Succeeded(JobResult::Success(Some(true))));
        assert_eq!(job.result().object(), None);
    }
    for job in jobs!("job-succeeded-nothing") {
        assert_eq!(job.state(), JobState::Succeeded(JobResult::None));
    }
    for job in jobs!("job-null-object") {
        assert_eq!(job.result().object().unwrap().name(), "null");
    }
}

#[test]
fn failures() {
    let restart = Fault { code: Some(ErrorCode::INTERNAL_ERROR), ..Fault::default() };
    for job in jobs!("job-failed") {
        let fault =
            Fault::new(ErrorCode::INTERNAL_ERROR, "Unable to start a VM due to insufficient capacity");
        assert_eq!(job.result(), JobResult::Fault(fault));
        assert_eq!(job.state(), JobState::Failed(fault));
    }
    for job in jobs!("job-failed-blocked") {
        assert_eq!(job.state(), JobState::Failed(Fault::default()));
    }
    for job in jobs!("job-failed-restart") {
        assert_eq!(job.state(), JobState::Failed(restart));
        assert_eq!(job.result(), JobResult::None);
    }
    for job in jobs!("job-cancelled") {
        let fault = Fault::new(ErrorCode::INTERNAL_ERROR, "Job was cancelled");
        assert_eq!(job.state(), JobState::Cancelled(fault));
        judged(&job, JobStatus::Cancelled, Some(0), Some(530));
    }
}

#[test]
fn old_servers() {
    for job in jobs!("job-2.2") {
        assert_eq!(job.job_id().unwrap(), "50006");
        let fault = Fault::new(ErrorCode::PARAM_ERROR, "Unable to find volume with ID: 99");
        assert_eq!(job.state(), JobState::Failed(fault));
    }
    for job in jobs!("job-2.1-object") {
        judged(&job, JobStatus::Succeeded, Some(0), Some(0));
        let vm = job.result().object().unwrap();
        assert_eq!(vm.name(), "virtualmachine");
        assert_eq!(vm.text_of("name").unwrap(), "i-2-450-VM");
    }
    for job in jobs!("job-2.1-text") {
        let fault = Fault::new(ErrorCode::INTERNAL_ERROR, "Unable to create a vm snapshot");
        assert_eq!(job.state(), JobState::Failed(fault));
    }
    for job in jobs!("job-2.1-pending") {
        assert_eq!(job.state(), JobState::Pending { progress: Some(1) });
    }
}

#[test]
fn lists() {
    for response in answers!("list-many") {
        assert_eq!(response.count(), Some(40));
        assert!(matches!(response.kind(), Kind::Other(root) if root == response.node()));
        let vms: Vec<_> = response.items("virtualmachine").collect();
        let names: Vec<_> = vms.iter().filter_map(|vm| vm.text_of("name")).collect();
        assert_eq!(names, ["web-1", "web-2", "web-3"]);
        assert_eq!(vms[0].get::<i32>("jobstatus"), Some(0));
        assert_eq!(vms.iter().map(|vm| vm.all("nic").count()).collect::<Vec<_>>(), [1, 2, 0]);
        assert!(response.job().is_none() && response.submitted().is_none());
    }
    for (responses, count, len) in [
        (answers!("list-empty"), None, 0),
        (answers!("list-past-the-end"), Some(2), 0),
        (answers!("list-one"), Some(1), 1),
    ] {
        for response in responses {
            assert_eq!((response.count(), response.items("zone").count()), (count, len));
            assert!(matches!(response.kind(), Kind::Other(_)));
        }
    }
}

/// `cancelAsyncJob` is answered by a report of the job, which the server may not have stopped yet.
#[test]
fn cancelled_on_demand() {
    for (code, status) in [(0, JobStatus::Pending), (3, JobStatus::Cancelled)] {
        let xml = format!(
            "<cancelasyncjobresponse cloud-stack-version=\"4.23.0.0\"><jobprocstatus>0</jobprocstatus>\
             <jobresultcode>0</jobresultcode><jobid>a</jobid><jobstatus>{code}</jobstatus></cancelasyncjobresponse>"
        );
        let json = format!(
            r#"{{"cancelasyncjobresponse":{{"jobprocstatus":0,"jobresultcode":0,"jobid":"a","jobstatus":{code}}}}}"#
        );
        for body in [xml, json] {
            let response = Response::parse(body.as_bytes()).unwrap();
            let Kind::Job(job) = response.kind() else { panic!("{response:?}") };
            assert_eq!(job.job_id().unwrap(), "a");
            judged(&job, status, Some(0), Some(0));
            let want = Heard::Job { status, progress: Some(0) };
            assert_eq!(Heard::from(response), want);

            let mut scan = Scan::new();
            assert!(matches!(scan.feed(&mut body.as_bytes()), Ok(Fed::All)));
            assert_eq!(Heard::from(scan.finish().unwrap()), want);
        }
    }
}

#[test]
fn each_job_of_a_list_can_be_told_to_its_poller() {
    let body = br#"{"listasyncjobsresponse":{"asyncjobs":[
        {"jobid":"a","jobstatus":0,"jobprocstatus":7},{"jobid":"b","jobstatus":2},{"jobid":"c"},{"jobstatus":"x"}]}}"#;
    let want = [
        Heard::Job { status: JobStatus::Pending, progress: Some(7) },
        Heard::Job { status: JobStatus::Failed, progress: None },
        Heard::Nothing,
        Heard::Job { status: JobStatus::Unknown(None), progress: None },
    ];
    let walked: Vec<_> = Response::parse(body).unwrap().jobs().unwrap().map(Heard::from).collect();
    assert_eq!(walked, want);
    let read: Vec<_> = Jobs::new(body).unwrap().map(|job| Heard::from(job.unwrap())).collect();
    assert_eq!(read, want);
    let (mut scan, mut scanned) = (Scan::new(), Vec::new());
    let mut piece = &body[..];
    while let Fed::Job(job) = scan.feed(&mut piece).unwrap() {
        scanned.push(Heard::from(job));
    }
    assert_eq!(scanned, want);
}

#[test]
fn an_answer_or_its_fault() {
    let refused = br#"{"listzonesresponse":{"errorcode":401,"errortext":"no"}}"#;
    let refused = Response::parse(refused).unwrap();
    assert_eq!(refused.or_fault().map(|_| ()), Err(refused.fault().unwrap()));
    let failed = br#"{"queryasyncjobresultresponse":{"jobstatus":2,"jobresult":{"errorcode":530}}}"#;
    assert!(Response::parse(failed).unwrap().or_fault().unwrap().job().is_some());
}

#[test]
fn lists_of_jobs() {
    let states = |jobs: &mut dyn Iterator<Item = JobReport<'static>>| -> Vec<_> {
        jobs.map(|job| (job.job_id().unwrap().to_string(), job.state().map_object(|node| node.name())))
            .collect()
    };
    for (syntax, body) in [
        (Syntax::Xml, &include_bytes!("fixtures/jobs.xml")[..]),
        (Syntax::Json, include_bytes!("fixtures/jobs.json")),
    ] {
        let response = Response::parse(body).unwrap();
        let Kind::Jobs(list) = response.kind() else { panic!("{response:?}") };
        assert_eq!(list.total(), Some(4));
        let walked = states(&mut list.into_iter());
        assert_eq!(walked[0].0, "9f1c2a6e-52d4-4d0b-9d6b-7a4f0c1d2e3f");
        assert!(
            matches!(walked[0].1, JobState::Succeeded(JobResult::Object(name)) if name == "virtualmachine")
        );
        assert_eq!(walked[1], ("b2".into(), JobState::Pending { progress: Some(1) }));
        let fault = Fault::new(ErrorCode::INSUFFICIENT_CAPACITY_ERROR, "not enough capacity");
        assert_eq!(walked[2], ("c3".into(), JobState::Failed(fault)));
        assert_eq!(walked[3], ("d4".into(), JobState::Failed(Fault::default())));
        assert_eq!(walked.len(), 4);
        let mut jobs = Jobs::new(body).unwrap();
        assert_eq!(jobs.syntax(), syntax);
        assert_eq!(states(&mut jobs.by_ref().map(Result::unwrap)), walked);
        assert_eq!(jobs.response().unwrap().count(), Some(4));
    }
    for response in answers!("jobs-empty") {
        assert_eq!(response.jobs().unwrap().count(), 0);
        assert_eq!(response.jobs().unwrap().total(), None);
    }
}

#[test]
fn faults() {
    let fault = |code, cs_code, text| Fault { cs_code, ..Fault::new(code, text) };
    for (responses, name, want) in [
        (
            answers!("fault-of-command"),
            "deployvirtualmachineresponse",
            fault(ErrorCode::PARAM_ERROR, Some(4350), "Unable to find template 99"),
        ),
        (
            answers!("fault-errorresponse"),
            "errorresponse",
            fault(
                ErrorCode::UNSUPPORTED_ACTION_ERROR,
                Some(9999),
                "The given command or its parameters are unknown: <none>",
            ),
        ),
        (
            answers!("fault-null"),
            "null",
            fault(ErrorCode(401), None, "unable to verify user credentials and/or request signature"),
        ),
        (
            answers!("fault-2.1"),
            "queryasyncjobresultresponse",
            fault(ErrorCode::PARAM_ERROR, None, "Unable to find a job by id 99"),
        ),
        (
            answers!("fault-error-description"),
            "error",
            Fault { code: None, ..fault(ErrorCode(0), None, "Internal Server Error") },
        ),
    ] {
        for response in responses {
            assert_eq!(response.name(), name);
            assert_eq!(response.fault(), Some(want));
            assert!(matches!(response.kind(), Kind::Fault(fault) if fault == want));
            assert_eq!(Heard::from(response), Heard::Fault { code: want.code, retry_after: None });
        }
    }
}

/// A poll that is refused says nothing of the job.
#[test]
fn polls_refused() {
    for response in answers!("fault-unknown-job") {
        assert!(response.job().is_none());
        let want = Heard::Fault { code: Some(ErrorCode::PARAM_ERROR), retry_after: None };
        assert_eq!((Heard::from(response), Heard::from(response.or_fault())), (want, want));
    }
    for response in answers!("fault-rate-limit") {
        let retry_after = Some(core::time::Duration::from_millis(1500));
        let fault = response.fault().unwrap();
        assert_eq!(fault.retry_after(), retry_after);
        let want = Heard::Fault { code: Some(ErrorCode::API_LIMIT_EXCEED), retry_after };
        assert_eq!(Heard::from(fault), want);
        assert_eq!((Heard::from(response), Heard::from(response.or_fault())), (want, want));
    }
    let pending = br#"{"queryasyncjobresultresponse":{"jobid":"1","jobstatus":0}}"#;
    let want = Heard::Job { status: JobStatus::Pending, progress: None };
    assert_eq!(Heard::from(Response::parse(pending).unwrap().or_fault()), want);
}

#[test]
fn answers_without_a_job() {
    for response in answers!("success") {
        assert_eq!(response.success(), Some(true));
        assert_eq!(response.display_text().unwrap(), "gone");
        assert!(matches!(response.kind(), Kind::Other(_)));
    }
    for response in answers!("success-3.0") {
        assert_eq!(response.success(), Some(true));
    }
    for response in answers!("object") {
        assert_eq!(response.success(), None);
        let zone = response.node().child("zone").unwrap();
        assert_eq!(zone.text_of("name").unwrap(), "San Jose 1");
    }
    let both = b"<r cloudstack-version='4.1' cloud-stack-version='4.2'/>";
    assert_eq!(Response::parse(both).unwrap().version().unwrap(), "4.2");
    for response in answers!("version-4.1") {
        assert_eq!(response.version().unwrap(), "4.1.0-SNAPSHOT");
    }
}
