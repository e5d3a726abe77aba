//! Any bytes, judged.

use std::collections::BTreeSet;

use cloudstack_codec::{Heard, JobReport, Jobs, Kind, Node, Reader, Response, Submitted, Syntax};

use crate::document::body;
use crate::expect::is_true_error;
use crate::judge;
use crate::tree::Tree;

/// Checks every accessor of an answer, and its judgement against a slow one.
pub fn response(data: &[u8]) {
    let body = &*body(data);
    let read = Reader::new(body).and_then(Tree::read);
    let (response, tree) = match (Response::parse(body), read) {
        (Ok(response), Ok(tree)) => (response, tree),
        (Err(error), Err(read)) => {
            is_true_error(body, &error);
            assert_eq!(error, read);
            assert_eq!(Heard::from(Response::parse(body)), Heard::Nothing);
            let error = Jobs::new(body).map_or_else(Some, |jobs| jobs.filter_map(Result::err).last());
            assert_eq!(error, Some(read));
            return;
        }
        (response, read) => panic!("{response:?}, {read:?}"),
    };
    if let Ok(strict) = Response::parse_strict(body) {
        assert_eq!(strict.node(), response.node());
    }
    each_node(body, response.node());
    assert_eq!(Tree::of(&response.node()), tree);
    if !judge::has_long_word(&tree) {
        is_judged(&response, &tree);
        is_one_pass(body, &response);
    }
}

/// Checks what a node says of itself, and those below it.
fn each_node(body: &[u8], node: Node<'_>) {
    let (raw, at) = (node.raw(), node.offset());
    assert_eq!(body.get(at..at + raw.len()), Some(raw.as_bytes()));
    let tree = Tree::of(&node);
    assert_eq!(Tree::read(node.reader()).as_ref(), Ok(&tree));
    // Nested XML stands for itself, but of this name alone it is a web page; a JSON value wants a name around it.
    if node.syntax() == Syntax::Xml && !tree.name.eq_ignore_ascii_case("html") {
        assert_eq!(Reader::new(raw.as_bytes()).and_then(Tree::read), Ok(tree));
    }
    if let Some(text) = node.text() {
        let decoded: String = text.chars().collect();
        assert!(text == decoded.as_str() && format!("{text}") == decoded);
        assert_eq!(text.decode_into(&mut vec![0; text.raw().len()]), Ok(decoded.as_str()));
        assert!(text.as_str().is_none_or(|plain| plain == decoded));
        assert!(decoded.is_empty() || text.decode_into(&mut vec![0; decoded.len() - 1]).is_err());
        let _ = text.percent_decode_into(&mut vec![0; text.raw().len()]).unwrap().to_string();
    }
    let _ = (format!("{node:?}"), node.attribute("a").map(|value| value.to_string()));
    for child in node.children() {
        let first = node.children().find(|other| other.name() == child.name());
        assert_eq!(node.child(&child.name().to_string()), first);
        each_node(body, child);
    }
}

fn is_judged(response: &Response<'_>, root: &Tree) {
    assert_eq!(response.name(), root.name.as_str());
    assert_eq!(response.fault(), judge::fault(root));
    assert_eq!(Heard::from(response), judge::heard(root));
    let submitted =
        judge::member(root, "jobid").map(|job_id| Submitted { job_id, id: judge::member(root, "id") });
    assert_eq!(response.submitted(), submitted);
    if let Some(submitted) = submitted {
        let (id, resource) = (submitted.job_id(), submitted.resource_id());
        assert!(id.is_err() || id.is_ok_and(|id| root.last("jobid").unwrap().text.contains(id.as_str())));
        assert!(resource.is_none_or(|id| root.last("id").unwrap().text.contains(id.as_str())));
    }
    assert_eq!(response.job().is_some(), root.last("jobstatus").is_some());
    if let Some(job) = response.job() {
        is_report(&job, root);
    }
    let parsed = |name| judge::member(root, name).and_then(|text| text.parse::<u32>());
    assert_eq!(response.count(), parsed("count"));
    assert_eq!(response.success(), judge::member(root, "success").and_then(|text| text.parse()));
    let is_list = root.last("asyncjobs").is_some() || judge::begins(root, "listasyncjobs");
    assert_eq!(response.jobs().is_some(), is_list);
    if let Some(jobs) = response.jobs() {
        assert_eq!(jobs.total(), response.count());
        let items: Vec<&Tree> = root.children.iter().filter(|child| child.name == "asyncjobs").collect();
        assert_eq!(jobs.clone().count(), items.len());
        jobs.zip(items).for_each(|(job, item)| is_report(&job, item));
    }
    let kind = match response.kind() {
        Kind::Job(_) => "job",
        Kind::Fault(_) => "fault",
        Kind::Jobs(_) => "jobs",
        Kind::Submitted(_) => "submitted",
        Kind::Other(_) => "other",
    };
    let slow = if judge::is_job(root) {
        "job"
    } else if judge::fault(root).is_some() {
        "fault"
    } else if is_list {
        "jobs"
    } else if submitted.is_some() && !judge::is_report(root) {
        "submitted"
    } else {
        "other"
    };
    assert_eq!(kind, slow);
    let _ = response.version().map(|version| version.to_string());
    assert_eq!(response.display_text(), root.first("displaytext").and_then(judge::text));
    let names: BTreeSet<&str> = root.children.iter().map(|child| child.name.as_str()).collect();
    for name in names {
        let items = root.children.iter().filter(|child| child.name == name);
        assert!(response.items(name).map(|item| Tree::of(&item)).eq(items.cloned()), "{name}");
    }
}

fn is_report(job: &JobReport<'_>, tree: &Tree) {
    assert_eq!(job.state().map_object(|object| object.name()), judge::state(tree));
    assert_eq!(job.result().map_object(|object| object.name()), judge::result(tree));
    assert_eq!(job.status(), judge::status(tree));
    assert_eq!(job.job_id(), judge::member(tree, "jobid"));
    assert_eq!(job.progress(), judge::integer(judge::member(tree, "jobprocstatus")));
    assert_eq!(job.result_code(), judge::integer(judge::member(tree, "jobresultcode")));
    assert_eq!(job.result_type(), judge::member(tree, "jobresulttype"));
    assert_eq!(job.cmd(), judge::member(tree, "cmd"));
    let _ = format!("{job:?}");
}

/// Checks that a list that is read in one pass says what the whole answer says.
fn is_one_pass(body: &[u8], response: &Response<'_>) {
    let mut jobs = Jobs::new(body).unwrap();
    let items: Vec<_> = response.items("asyncjobs").collect();
    let mut read = 0;
    for job in &mut jobs {
        let job = job.unwrap();
        let item = items[read];
        read += 1;
        assert_eq!(job.node(), item);
        let tree = Tree::of(&item);
        is_report(&job, &tree);
    }
    assert_eq!(read, items.len());
    let end = jobs.response().expect("the end without an error");
    assert_eq!(end.node(), response.node());
    assert_eq!(Heard::from(&end), Heard::from(response));
    assert_eq!((end.count(), end.fault()), (response.count(), response.fault()));
}
