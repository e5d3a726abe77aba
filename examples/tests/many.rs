//! The program `many`, run as a user runs it, against its simulated server.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use self::program::program;

#[path = "common/program.rs"]
mod program;

/// Runs the program, and returns its exit status, a line for each job, and the line that counts the requests.
fn many(args: &[&str]) -> (Option<i32>, Vec<String>, String) {
    let output = program("many").args(args).output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{args:?}");
    let stdout = String::from_utf8(output.stdout).unwrap();
    let mut lines: Vec<String> = stdout.lines().map(String::from).collect();
    let requests = lines.pop().unwrap();
    (output.status.code(), lines, requests)
}

#[test]
fn all_machines_run_in_the_end() {
    for syntax in ["xml", "json"] {
        let (code, jobs, requests) = many(&["--syntax", syntax]);
        let expected = [
            "job 1 of machine 100 succeeded: i-2-450-VM",
            "job 2 of machine 451 succeeded: i-2-451-VM",
            "job 3 of machine 452 succeeded: i-2-452-VM",
            "job 4 of machine 453 succeeded: i-2-453-VM",
            "job 5 of machine 454 succeeded: i-2-454-VM",
        ];
        assert_eq!((code, jobs), (Some(0), expected.map(String::from).into()));
        // Nine lists, and a poll of each.
        assert_eq!(requests, "14 requests; polled alone as often, the jobs would take 45");
    }
}

#[test]
fn a_job_that_fails_is_told_of() {
    for syntax in ["xml", "json"] {
        let (code, jobs, requests) = many(&["--fail-share", "0.4", "--syntax", syntax]);
        let ends: Vec<_> = jobs.iter().map(|job| job.split_whitespace().nth(5).unwrap()).collect();
        assert_eq!(
            (code, ends),
            (Some(1), vec!["succeeded:", "succeeded:", "failed:", "succeeded:", "failed:"])
        );
        let text = "Unable to deploy virtual machine id = 452 due to not enough capacity (551)";
        assert_eq!(jobs[2], format!("job 3 of machine 452 failed: {text}"));
        assert!(requests.starts_with("14 requests;"), "{requests}");
    }
}

/// Each row: how many machines there are, how many jobs are on a page, and how many requests that takes.
#[test]
fn all_pages_of_the_list_are_read() {
    // While all run there are eight lists; then they have ended, and an empty one is a page.
    let rows = [
        ("20", "500", 8 + 1 + 20),
        ("20", "20", 8 + 1 + 20),
        ("20", "19", 2 * 8 + 1 + 20),
        ("20", "6", 4 * 8 + 1 + 20),
    ];
    for (count, page_size, expected) in rows {
        let (code, jobs, requests) = many(&["--count", count, "--page-size", page_size]);
        assert_eq!((code, jobs.len()), (Some(0), 20));
        assert!(jobs.iter().all(|job| job.contains(" succeeded: i-2-")), "{jobs:?}");
        assert!(requests.starts_with(&format!("{expected} requests;")), "{page_size}: {requests}");
    }
}

/// They were submitted over twenty seconds: some have ended while others still run.
#[test]
fn jobs_that_end_one_after_the_other_are_waited_for() {
    let (code, jobs, requests) = many(&["--count", "200", "--page-size", "50", "--fail-share", "0.1"]);
    let failed = jobs.iter().filter(|job| job.contains(" failed: Unable to deploy")).count();
    assert_eq!((code, jobs.len(), failed), (Some(1), 200, 20));
    // Each job is polled once, when it has ended.
    assert!(requests.starts_with(&format!("{} requests;", 34 + 200)), "{requests}");
}

/// No server of today gives a page of more than 500; this is said once, and then each job is polled alone.
#[test]
fn a_list_that_will_always_be_refused_is_asked_for_once() {
    let (code, jobs, requests) = many(&["--page-size", "501"]);
    assert_eq!((code, jobs.len()), (Some(0), 5));
    assert_eq!(requests, "46 requests; polled alone as often, the jobs would take 45");
}

/// Submissions, lists and polls are refused in turn, and no refusal ends a wait.
#[test]
fn a_limit_of_requests_only_makes_it_longer() {
    for (count, limit, expected) in [("5", "3", 20), ("20", "2", 100), ("100", "5", 211)] {
        let (code, jobs, requests) = many(&["--count", count, "--rate-limit", limit]);
        assert!(code == Some(0) && jobs.iter().all(|job| job.contains(" succeeded: i-2-")), "{jobs:?}");
        assert!(requests.starts_with(&format!("{expected} requests;")), "{limit}: {requests}");
    }
}
