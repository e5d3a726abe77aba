//! The layout of `DESIGN.md` holds: who may import whom.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::std_instead_of_alloc, reason = "tests have std")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the ground up, and what each imports: only what stands above it here.
const PLAN: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("find", &[]),
    ("timestamp", &[]),
    ("text", &["find"]),
    ("job", &["text"]),
    ("event", &["text"]),
    ("read", &["error", "find", "text", "event"]),
    ("node", &["find", "text", "event", "read"]),
    ("state", &["job", "text", "node"]),
    ("response", &["error", "find", "job", "text", "event", "read", "node", "state"]),
    ("scan", &["error", "find", "job", "text", "event", "read", "state", "response"]),
    ("poll", &["job"]),
    ("query", &["error", "find", "job", "timestamp", "text", "event"]),
    ("endpoint", &["find", "query"]),
    ("sign", &["find", "timestamp", "text", "query"]),
    ("write", &["text", "event"]),
    ("answer", &["job", "timestamp", "text", "event", "state", "write"]),
    ("convert", &["find", "event", "node", "write"]),
    ("de", &["error", "find", "job", "timestamp", "text", "event", "read", "node", "query"]),
    ("ser", &["job", "timestamp", "text", "query", "write"]),
    ("model", &["find"]),
    ("dom", &["event", "node", "write"]),
];

/// The modules that could serve any protocol.
const GENERAL: &[&str] = &["find", "text", "event", "read", "write"];

/// How the words of CloudStack begin.
const WORDS: &[&str] = &[
    "async",
    "cloud",
    "cserror",
    "errorcode",
    "errortext",
    "fault",
    "job",
    "queryasync",
    "virtual",
    "vm",
    "zone",
];

/// The code of each module: its files, without comments and unit tests.
fn modules() -> BTreeMap<String, Vec<(PathBuf, String)>> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![src.clone()];
    let mut modules = BTreeMap::<_, Vec<_>>::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path.strip_prefix(&src).unwrap().with_extension("");
            let module = inside.iter().next().unwrap().to_str().unwrap();
            if module != "lib" {
                modules.entry(module.to_owned()).or_default().push((inside, code(&path)));
            }
        }
    }
    modules
}

fn code(path: &Path) -> String {
    let source = fs::read_to_string(path).unwrap();
    let code = source.split("#[cfg(test)]\nmod ").next().unwrap();
    code.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// The modules of the items that `lib.rs` exports: `Error` is from `error`.
fn exports() -> BTreeMap<String, String> {
    let lib = code(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"));
    let uses = lib.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next()?.split_once("::"));
    let names = |(module, items): (&str, &str)| {
        let items: Vec<_> = words(items).map(|item| (item.to_owned(), module.to_owned())).collect();
        items
    };
    uses.flat_map(names).collect()
}

/// The names in a piece of code.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The modules of the crate that a file names, by `crate::` or by as many `super::` as lead there.
fn imports(inside: &Path, code: &str, exports: &BTreeMap<String, String>) -> BTreeSet<String> {
    let up = "super::".repeat(inside.iter().count());
    let roots = ["crate::", &*up].map(|root| code.split(root).skip(1));
    let first = |rest: &str| {
        assert!(!rest.starts_with(['{', '*']), "{}: one `use` a module", inside.display());
        let name = words(rest).next().unwrap_or_default();
        exports.get(name).map_or_else(|| name.to_owned(), Clone::clone)
    };
    roots.into_iter().flatten().map(first).collect()
}

#[test]
fn a_module_imports_what_the_plan_says() {
    let (exports, plan) = (exports(), BTreeMap::from_iter(PLAN.iter().copied()));
    for (module, files) in modules() {
        let mut found: BTreeSet<_> =
            files.iter().flat_map(|(file, code)| imports(file, code, &exports)).collect();
        found.remove(&module);
        let planned = plan.get(&*module).map(|names| names.iter().map(|name| name.to_string()).collect());
        assert_eq!(Some(found), planned, "{module}");
    }
}

#[test]
fn the_plan_goes_from_the_ground_up() {
    for (i, (module, imports)) in PLAN.iter().enumerate() {
        for import in *imports {
            assert!(PLAN[..i].iter().any(|(below, _)| below == import), "{module} imports {import}");
        }
    }
}

#[test]
fn what_serves_any_protocol_knows_no_word_of_this_one() {
    for (module, files) in modules() {
        if !GENERAL.contains(&&*module) {
            continue;
        }
        for (file, code) in files {
            let parts = words(&code).flat_map(|word| word.split('_')).map(str::to_ascii_lowercase);
            let known: Vec<_> =
                parts.filter(|part| WORDS.iter().any(|word| part.starts_with(word))).collect();
            assert_eq!(known, [""; 0], "{}", file.display());
        }
    }
}

/// The tests above find what they look for.
#[test]
fn breaches_are_seen() {
    let exports = exports();
    assert_eq!(exports["Error"], "error");
    let of = |file: &str, code| Vec::from_iter(imports(Path::new(file), code, &exports));
    assert_eq!(of("read/xml", "use crate::node::Node; fn f() -> crate::Fault {}"), ["node", "state"]);
    assert_eq!(of("read/xml", "use super::super::node::Node; use super::find;"), ["node"]);
    assert_eq!(of("read", "use super::job::JobId;"), ["job"]);
    let all: Vec<_> = modules().into_values().flatten().map(|(file, _)| file).collect();
    assert!(
        all.contains(&PathBuf::from("read/xml/markup")) && all.contains(&PathBuf::from("event")),
        "{all:?}"
    );
}
