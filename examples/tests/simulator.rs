//! The simulated server without sockets: requests and times go in, answers come out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use cloudstack_codec::{
    Command, Credentials, ErrorCode, HmacSha512, JobResult, JobState, JobStatus, Query, Response, Syntax,
    Text,
};
use simulator::{Reply, Request, Settings, Simulator};

const DEPLOY: &[(&str, &str)] = &[("zoneId", "1"), ("serviceOfferingId", "1"), ("templateId", "1")];

/// A simulator, and a client that signs.
struct Rig {
    settings: Settings,
    simulator: Simulator,
    syntax: Syntax,
}

impl Rig {
    fn new(settings: Settings) -> Self {
        Self { simulator: Simulator::new(settings.clone()), settings, syntax: Syntax::Json }
    }

    fn command(&self, command: &str, params: &[(&str, &str)]) -> String {
        let command = Command::new(String::new(), command).response(self.syntax);
        let command = params.iter().fold(command, |command, (name, value)| command.param(name, value));
        command.sign(&Credentials::new(&self.settings.key, &self.settings.secret)).unwrap()
    }

    fn get(&mut self, query: &str, millis: u64) -> Reply {
        let target = format!("/client/api?{query}");
        let request = Request { method: "GET", target: &target, form: b"" };
        self.simulator.answer(&request, Duration::from_millis(millis))
    }

    fn ask(&mut self, command: &str, params: &[(&str, &str)], millis: u64) -> Reply {
        let query = self.command(command, params);
        self.get(&query, millis)
    }

    fn state(&mut self, job: &str, millis: u64) -> JobStatus {
        let reply = self.ask("queryAsyncJobResult", &[("jobid", job)], millis);
        Response::parse(reply.body.as_bytes()).unwrap().job().unwrap().status()
    }
}

fn refused(reply: &Reply) -> (u16, String) {
    let response = Response::parse(reply.body.as_bytes()).unwrap();
    let fault = response.fault().unwrap();
    assert_eq!(fault.code, Some(ErrorCode(reply.status.into())));
    // A servlet refuses before there is an exception.
    assert_eq!(fault.cs_code.is_none(), reply.status == 401);
    (reply.status, format!("{}: {}", response.name(), fault.text.unwrap()))
}

#[test]
fn a_job_runs_and_leaves_the_machine_of_the_guide() {
    for syntax in [Syntax::Xml, Syntax::Json] {
        let mut rig = Rig { syntax, ..Rig::new(Settings::default()) };
        let reply = rig.ask("deployVirtualMachine", DEPLOY, 0);
        let response = Response::parse(reply.body.as_bytes()).unwrap();
        let submitted = response.submitted().unwrap();
        assert_eq!(response.name(), "deployvirtualmachineresponse");
        assert_eq!(reply.content_type, syntax.content_type());
        assert_eq!(submitted.job_id, "1");
        assert_eq!(submitted.id.unwrap(), "100");

        for (millis, progress) in [(0, 0), (500, 25), (1999, 99)] {
            let reply = rig.ask("queryAsyncJobResult", &[("jobId", "1")], millis);
            let job = Response::parse(reply.body.as_bytes()).unwrap().job().unwrap();
            assert_eq!(job.state(), JobState::Pending { progress: Some(progress) });
        }
        let reply = rig.ask("queryAsyncJobResult", &[("jobId", "1")], 2000);
        let job = Response::parse(reply.body.as_bytes()).unwrap().job().unwrap();
        let JobState::Succeeded(JobResult::Object(vm)) = job.state() else { panic!("{job:?}") };
        let always = [("accountid", "2"), ("userid", "2"), ("created", "1970-01-01T00:00:00+0000")];
        for (name, value) in always {
            assert_eq!(job.node().get::<String>(name).unwrap(), value);
        }
        assert_eq!(vm.name(), "virtualmachine");
        assert_eq!(vm.children().count(), 27);
        assert_eq!(vm.child("nic").unwrap().children().count(), 10);
    }
}

#[test]
fn jobs_end_as_they_are_told_to() {
    let settings = Settings { fail_share: 0.3, expire: Duration::from_secs(1), ..Settings::default() };
    let mut rig = Rig::new(settings);
    for _ in 1..=10 {
        rig.ask("deployVirtualMachine", DEPLOY, 0);
    }
    let ends: Vec<_> = (1..=10).map(|job| rig.state(&job.to_string(), 2000)).collect();
    let failed: Vec<_> = (1..=10).filter(|job| ends[job - 1] == JobStatus::Failed).collect();
    assert_eq!(failed, [4, 7, 10]);

    let reply = rig.ask("queryAsyncJobResult", &[("jobid", "4")], 2000);
    let job = Response::parse(reply.body.as_bytes()).unwrap().job().unwrap();
    let JobState::Failed(fault) = job.state() else { panic!("{job:?}") };
    let text = "Unable to deploy virtual machine id = 453 due to not enough capacity (551)";
    assert_eq!(fault.to_string(), text);

    let mut today = Rig::new(Settings { fail_share: 1.0, fail_by_fault: true, ..Settings::default() });
    today.ask("deployVirtualMachine", DEPLOY, 0);
    let reply = today.ask("queryAsyncJobResult", &[("jobid", "1")], 2000);
    let job = Response::parse(reply.body.as_bytes()).unwrap().job().unwrap();
    let JobResult::Fault(fault) = job.result() else { panic!("{job:?}") };
    assert_eq!((fault.code, job.result_code()), (Some(ErrorCode(533)), Some(533)));
    assert_eq!(job.state(), JobState::Failed(fault));

    // A second after their end they have expired.
    let (status, text) = refused(&rig.ask("queryAsyncJobResult", &[("jobid", "4")], 3000));
    assert_eq!(status, 431);
    assert!(text.contains("queryasyncjobresultresponse: Unable to execute API command queryasyncjobresult"));
    assert!(text.contains("Invalid parameter jobid value=4 due to"), "{text}");
}

#[test]
fn a_job_is_cancelled_while_it_runs() {
    let mut rig = Rig::new(Settings::default());
    let id = "6679e6b9-4bf2-4d83-b9f0-235fc1609227";
    let params = [("id", "450"), ("customjobid", id)];
    let reply = rig.ask("stopVirtualMachine", &params, 0);
    assert_eq!(reply.body, format!(r#"{{"stopvirtualmachineresponse":{{"jobid":"{id}"}}}}"#));
    let taken = format!(
        "stopvirtualmachineresponse: UUID: {id} already exists so can't create/update with custom id"
    );
    assert_eq!(refused(&rig.ask("stopVirtualMachine", &params, 0)), (431, taken));
    assert_eq!(rig.state(id, 100), JobStatus::Pending);

    let reply = rig.ask("cancelAsyncJob", &[("jobid", id)], 100);
    let job = Response::parse(reply.body.as_bytes()).unwrap().job().unwrap();
    assert_eq!(
        (job.node().name(), job.job_id().unwrap()),
        (Text::plain("cancelasyncjobresponse"), Text::plain(id))
    );
    assert_eq!(job.status(), JobStatus::Cancelled);
    for millis in [100, 5000] {
        assert_eq!(rig.state(id, millis), JobStatus::Cancelled);
    }
    assert_eq!(refused(&rig.ask("cancelAsyncJob", &[("jobid", id)], 200)).0, 530);
    assert_eq!(refused(&rig.ask("cancelAsyncJob", &[("jobid", "7")], 200)).0, 431);
}

#[test]
fn machines_are_as_the_last_job_left_them() {
    let mut rig = Rig::new(Settings { job_time: Duration::ZERO, ..Settings::default() });
    rig.ask("deployVirtualMachine", DEPLOY, 0);
    rig.ask("deployVirtualMachine", DEPLOY, 0);
    for (command, state) in [("stopVirtualMachine", "Stopped"), ("startVirtualMachine", "Running")] {
        rig.ask(command, &[("id", "451")], 0);
        let reply = rig.ask("listVirtualMachines", &[], 0);
        let response = Response::parse(reply.body.as_bytes()).unwrap();
        let states: Vec<_> =
            response.items("virtualmachine").map(|vm| vm.get::<String>("state").unwrap()).collect();
        assert_eq!((response.count(), states), (Some(2), vec!["Running".into(), state.into()]));
    }
}

/// Each row: the names that are given, and those of the machine that comes back.
#[test]
fn machines_have_the_id_and_the_names_that_they_are_deployed_with() {
    let mut rig = Rig::new(Settings { job_time: Duration::ZERO, ..Settings::default() });
    let long = "\u{e4}".repeat(255);
    let rows = [
        (&[][..], "100", ["450", "i-2-450-VM", "i-2-450-VM"]),
        (&[], "452", ["452", "i-2-452-VM", "i-2-452-VM"]),
        (&[("name", "web"), ("displayname", "")], "454", ["454", "web", "web"]),
        (&[("displayName", "Web & co.")], "456", ["456", "i-2-456-VM", "Web & co."]),
        (&[("Name", "db"), ("displayname", &long)], "458", ["458", "db", &long]),
    ];
    for (names, submitted, machine) in rows {
        let reply = rig.ask("deployVirtualMachine", &[DEPLOY, names].concat(), 0);
        let response = Response::parse(reply.body.as_bytes()).unwrap();
        assert_eq!(response.submitted().unwrap().id.unwrap(), submitted);
        // As it is deployed, and once it is stopped.
        for job in ["deployVirtualMachine", "stopVirtualMachine"] {
            if job == "stopVirtualMachine" {
                assert_eq!(rig.ask(job, &[("id", machine[0])], 0).status, 200);
            }
            let reply = rig.ask("listVirtualMachines", &[], 0);
            let response = Response::parse(reply.body.as_bytes()).unwrap();
            let last = response.items("virtualmachine").last().unwrap();
            assert_eq!(["id", "name", "displayname"].map(|name| last.text_of(name).unwrap()), machine);
        }
    }
}

/// The guide's machine exists before it is deployed.
#[test]
fn a_machine_must_exist() {
    let mut rig = Rig::new(Settings::default());
    for (id, status) in [("450", 200), ("451", 431), ("100", 431), ("nope", 431)] {
        for command in ["startVirtualMachine", "stopVirtualMachine"] {
            assert_eq!(rig.ask(command, &[("id", id)], 0).status, status, "{command} {id}");
        }
    }
    // Two jobs were begun; this one is still running.
    rig.ask("deployVirtualMachine", DEPLOY, 0);
    assert_eq!(rig.ask("stopVirtualMachine", &[("id", "452")], 0).status, 200);
}

/// Each row: a query, and what a log says of it.
#[test]
fn a_log_tells_why_a_request_is_refused() {
    let mut rig = Rig::new(Settings::default());
    let signed = Credentials::new(&rig.settings.key, &rig.settings.secret);
    let sign = |query: &str| {
        let query = format!("{query}&apiKey=simulated-key");
        let signature = signed.sign(Query::parse(&query).unwrap()).unwrap();
        format!("{query}&signature={}", signature.escaped())
    };
    let long = "x".repeat(1000);
    let rows = [
        (sign("command=listZones"), "listZones 200".into()),
        (sign("command=listZones") + "&x=1", "listZones 401 a wrong signature".into()),
        ("command=listZones".into(), "listZones 401 no signature".into()),
        (sign("command=list%0aZones"), "list\\nZones 401 an unknown command".into()),
        (sign("a=1"), "- 401 an unknown command".into()),
        (sign("command=listZones&password=a%09b"), "listZones 431 a control character in password".into()),
        (
            sign("command=listZones&page=1"),
            "listZones 431 \"pagesize\" parameter is required when \"page\" is specified".into(),
        ),
        (format!("command={long}"), format!("{} 401 an unknown command", "x".repeat(300))),
        ("a=%zz".into(), "- 400 a malformed escape".into()),
    ];
    for (query, log) in rows {
        assert_eq!(rig.get(&query, 0).log, log);
    }
}

#[test]
fn lists_come_in_pages() {
    let mut rig = Rig::new(Settings::default());
    assert_eq!(rig.ask("listAsyncJobs", &[], 0).body, r#"{"listasyncjobsresponse":{}}"#);
    for _ in 0..5 {
        rig.ask("deployVirtualMachine", DEPLOY, 0);
    }
    let rows = [
        (&[][..], "1 2 3 4 5"),
        (&[("page", "2"), ("pagesize", "2")], "3 4"),
        (&[("page", "3"), ("pagesize", "2")], "5"),
        (&[("page", "2147483647"), ("pagesize", "500")], ""),
        (&[("page", "0"), ("pagesize", "2")], "1 2"),
        (&[("page", ""), ("pagesize", "2")], "1 2"),
        (&[("pagesize", "-1")], "1 2 3 4 5"),
    ];
    for (params, expected) in rows {
        let reply = rig.ask("listAsyncJobs", params, 0);
        let jobs = Response::parse(reply.body.as_bytes()).unwrap().jobs().unwrap();
        assert_eq!(jobs.total(), Some(5));
        assert_eq!(jobs.map(|job| job.job_id().unwrap().to_string()).collect::<Vec<_>>().join(" "), expected);
    }
    // Jobs that are done are listed no more.
    assert_eq!(rig.ask("listAsyncJobs", &[], 60_000).body, r#"{"listasyncjobsresponse":{}}"#);
    let rows = [
        (&[("page", "1")][..], r#""pagesize" parameter is required when "page" is specified"#),
        (&[("pagesize", "1")], r#""page" parameter is required when "pagesize" is specified"#),
        (&[("page", "1"), ("pagesize", "501")], "Page size can't exceed max allowed page size value: 500"),
        (
            &[("page", "1"), ("pagesize", "-1")],
            "Can't specify page parameter when pagesize is -1 (Unlimited)",
        ),
        (
            &[("page", "1"), ("pagesize", "0")],
            "Unable to execute API command listasyncjobs due to invalid value 0 for parameter pagesize",
        ),
        (
            &[("page", "1"), ("pagesize", " 2")],
            "Unable to execute API command listasyncjobs due to invalid value  2 for parameter pagesize",
        ),
        (
            &[("Page", "2147483648"), ("pagesize", "2")],
            "Unable to execute API command listasyncjobs due to invalid value 2147483648 for parameter page",
        ),
    ];
    for (params, text) in rows {
        let expected = (431, format!("listasyncjobsresponse: {text}"));
        assert_eq!(refused(&rig.ask("listAsyncJobs", params, 0)), expected);
    }
}

#[test]
fn the_table_of_jobs_is_bounded() {
    let mut rig = Rig::new(Settings { max_jobs: 3, ..Settings::default() });
    for _ in 1..=3 {
        assert_eq!(rig.ask("deployVirtualMachine", DEPLOY, 0).status, 200);
    }
    assert_eq!(refused(&rig.ask("deployVirtualMachine", DEPLOY, 0)).0, 530);
    rig.ask("cancelAsyncJob", &[("jobid", "2")], 0);
    assert_eq!(rig.ask("deployVirtualMachine", DEPLOY, 0).status, 200);
    assert_eq!(refused(&rig.ask("queryAsyncJobResult", &[("jobid", "2")], 0)).0, 431);
    assert_eq!(["1", "3", "4"].map(|job| rig.state(job, 0)), [JobStatus::Pending; 3]);
}

#[test]
fn settings_are_shown_without_key_and_secret() {
    let settings = Settings { key: "hunter1".into(), secret: "hunter2".into(), ..Settings::default() };
    let shown = format!("{settings:?}");
    assert!(shown.contains("max_jobs: 10000") && !shown.contains("hunter"), "{shown}");
}

#[test]
fn requests_are_limited_by_the_second() {
    let mut rig = Rig::new(Settings { rate_limit: Some(2), ..Settings::default() });
    for (millis, status) in [(0, 200), (10, 200), (400, 429), (999, 429), (1000, 200)] {
        assert_eq!(rig.ask("listZones", &[], millis).status, status, "{millis}");
    }
    // One with a wrong signature counts, one of nobody does not.
    let wrong = rig.command("listZones", &[]) + "&x=1";
    for (query, millis, status) in
        [("command=listZones", 1100, 401), (&wrong, 1110, 401), (&wrong, 1120, 429)]
    {
        assert_eq!(rig.get(query, millis).status, status, "{millis}");
    }
    let reply = rig.ask("listZones", &[], 1250);
    let fault = Response::parse(reply.body.as_bytes()).unwrap().fault().unwrap();
    assert_eq!(fault.retry_after(), Some(Duration::from_millis(750)));
}

#[test]
fn refusals_are_those_of_a_real_server() {
    let mut rig = Rig::new(Settings::default());
    let unauthorized = "unable to verify user credentials and/or request signature";
    let upper = "6679E6B9-4BF2-4D83-B9F0-235FC1609227";
    let no_uuid = format!("stopvirtualmachineresponse: UUID: {upper} doesn't follow the UUID format");
    let invalid = |command: &str, name: &str, value: &str| {
        format!(
            "{command}response: Unable to execute API command {command} due to invalid value. Invalid parameter \
             {name} value={value} due to incorrect long value format, or entity does not exist or due to \
             incorrect parameter annotation for the field in api cmd class."
        )
    };
    let missing = "deployvirtualmachineresponse: Unable to execute API command deployvirtualmachine due to \
                   missing parameter serviceofferingid";
    let illegal = "listzonesresponse: Received value \"a\\u{9}b\" for parameter \"keyword\" is invalid, contains \
                   illegal ASCII non-printable characters";
    let twice = "deployvirtualmachineresponse: Unable to execute API command deployvirtualmachine due to \
                 invalid value. the field \"zoneid\" occurs twice";
    let too_long = "deployvirtualmachineresponse: Unable to execute API command deployvirtualmachine due to \
                    invalid value. Value greater than max allowed length 255 for param: displayName";
    let signed = Credentials::new(&rig.settings.key, &rig.settings.secret);
    // What no `Command` writes.
    let sign = |query: &str| {
        let query = format!("{query}&response=json&apiKey=simulated-key");
        let signature = signed.sign(Query::parse(&query).unwrap()).unwrap();
        format!("{query}&signature={}", signature.escaped())
    };
    let sha512 = Credentials::<_, HmacSha512>::with_mac(&rig.settings.key, &rig.settings.secret);
    let sha512 = Command::new(String::new(), "listZones").sign(&sha512).unwrap();
    let expired = Command::new(String::new(), "listZones").expires(999).sign(&signed).unwrap();
    let ahead = Command::new(String::new(), "listZones").expires(1000 + 3600).sign(&signed).unwrap();
    let rows = [
        ("response=json".into(), 401, format!("null: {unauthorized}")),
        (String::new(), 401, format!("errorresponse: {unauthorized}")),
        (rig.command("listFoo", &[]), 401, format!("errorresponse: {unauthorized}")),
        (rig.command("listzones", &[]), 401, format!("errorresponse: {unauthorized}")),
        ("command=listZones".into(), 401, format!("listzonesresponse: {unauthorized}")),
        (rig.command("listZones", &[]) + "&x=1", 401, format!("listzonesresponse: {unauthorized}")),
        (sha512.clone(), 401, format!("listzonesresponse: {unauthorized}")),
        (expired, 401, format!("listzonesresponse: {unauthorized}")),
        (rig.command("deployVirtualMachine", &[("zoneid", "1")]), 431, missing.into()),
        (
            rig.command(
                "deployVirtualMachine",
                &[("zoneId", "1"), ("serviceOfferingId", "1;"), ("templateId", "1")],
            ),
            431,
            invalid("deployvirtualmachine", "serviceofferingid", "1;"),
        ),
        (
            rig.command("queryAsyncJobResult", &[("jobid", "")]),
            431,
            invalid("queryasyncjobresult", "jobid", ""),
        ),
        (
            rig.command("queryAsyncJobResult", &[("jobid", upper)]),
            431,
            invalid("queryasyncjobresult", "jobid", upper),
        ),
        (rig.command("stopVirtualMachine", &[("id", "450"), ("customjobid", upper)]), 431, no_uuid),
        (
            rig.command("startVirtualMachine", &[("id", "nope")]),
            431,
            invalid("startvirtualmachine", "id", "nope"),
        ),
        (
            rig.command("deployVirtualMachine", &[DEPLOY, &[("displayname", &*"x".repeat(256))]].concat()),
            431,
            too_long.into(),
        ),
        (sign("command=listZones&keyword=a%09b"), 431, illegal.into()),
        (sign("command=deployVirtualMachine&zoneid=1&zoneId=2"), 431, twice.into()),
    ];
    for (query, status, text) in rows {
        assert_eq!(refused(&rig.get(&query, 1_000_000)), (status, text), "{query}");
    }
    // How far ahead a signature may expire is limited only where POST and timestamps are enforced.
    assert_eq!(rig.get(&ahead, 1_000_000).status, 200);
    let mut rig = Rig::new(Settings { sha512: true, ..Settings::default() });
    assert_eq!(rig.get(&sha512, 0).status, 200);
}

#[test]
fn parameters_come_from_the_query_and_the_form() {
    // Which of several values counts shows in the job that is asked for, which there is none of; the signature is
    // over the values that count.
    let mut rig = Rig::new(Settings::default());
    let signed = rig.command("queryAsyncJobResult", &[("jobid", "7")]);
    let rows = [
        ("GET", format!("jobid=8&{signed}"), String::new(), 431),
        ("GET", format!("{signed}&jobid=8"), String::new(), 401),
        ("POST", String::new(), signed.clone(), 431),
        ("POST", String::new(), format!("{signed}&jobid=8"), 431),
        ("POST", String::new(), format!("jobid=8&{signed}"), 401),
        ("POST", signed.clone(), "jobid=8".into(), 431),
        ("POST", "jobid=8".into(), signed.clone(), 401),
        ("GET", "command=queryAsyncJobResult".into(), signed.clone(), 401),
        ("GET", signed.replace("queryAsync", "%71uery%41sync"), String::new(), 431),
        ("GET", format!("&&{signed}&"), String::new(), 431),
    ];
    for (method, query, form, status) in rows {
        let target = format!("/client/api?{query}");
        let request = Request { method, target: &target, form: form.as_bytes() };
        assert_eq!(rig.simulator.answer(&request, Duration::ZERO).status, status, "{method} {query} {form}");
    }
}

#[test]
fn what_is_no_request_is_answered_by_a_page() {
    let rows: [(&str, &str, &[u8], u16); 7] = [
        ("GET", "/client", b"", 404),
        ("GET", "", b"", 404),
        ("DELETE", "/client/api", b"", 405),
        ("GET", "/client/api?a=%zz", b"", 400),
        ("GET", "/client/api?a=\u{1}", b"", 400),
        ("POST", "/client/api", b"a=%", 400),
        ("POST", "/client/api", b"a=\xff", 400),
    ];
    for (method, target, form, status) in rows {
        let reply =
            Simulator::new(Settings::default()).answer(&Request { method, target, form }, Duration::ZERO);
        assert_eq!(
            (reply.status, reply.content_type),
            (status, "text/html; charset=UTF-8"),
            "{method} {target}"
        );
    }
}
