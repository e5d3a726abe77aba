//! Queries, read and built.

use std::borrow::Cow;
use std::collections::BTreeMap;

use arbitrary::{Arbitrary, Unstructured};
use cloudstack_codec::{Command, CommandErrorKind, Error, ErrorKind, MAX_PARAMETERS, Query};
use serde::Deserialize;

use crate::expect::is_true_error;
use crate::made::raw_or_made;

/// Checks that a query decodes as `form_urlencoded` decodes it, and that what is built is what is parsed.
pub fn query(data: &[u8]) {
    decodes(&String::from_utf8_lossy(&text(data)));
    if let Ok(Built { command: Name(command), parameters }) =
        Built::arbitrary_take_rest(Unstructured::new(data))
    {
        builds(&command, &parameters);
    }
}

/// Gives the query that bytes stand for: themselves where they begin with ASCII, or one that is written by the URL
/// standard.
pub(crate) fn text(data: &[u8]) -> Cow<'_, [u8]> {
    raw_or_made(
        data,
        |first| first.is_ascii(),
        |Built { command: Name(command), parameters }| {
            let params = Slow::of(&command, &parameters).params;
            form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish()
        },
    )
}

fn decodes(text: &str) {
    let strict = Query::parse(text);
    assert_eq!(refusal(strict), first_wrong(text, true));
    let lenient = Query::parse_lenient(text);
    assert_eq!(refusal(lenient), first_wrong(text, false));
    assert_eq!(Query::parse_bytes(text.as_bytes()), strict);
    if let Err(error) = &strict {
        is_true_error(text.as_bytes(), error);
    }
    // A URL's query stands between the first `?` and `#`.
    let in_url = text.split('#').next().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
    assert_eq!(Query::of_url(text).ok(), Query::parse(in_url).ok());

    let Ok(query) = lenient else { return };
    let params: Vec<(String, String)> =
        query.params().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    assert_eq!(params, form_urlencoded::parse(text.as_bytes()).into_owned().collect::<Vec<_>>());
    for (name, _) in &params {
        let last = params.iter().rfind(|(other, _)| other == name).unwrap();
        assert!(query.get_exact(name).unwrap() == last.1.as_str());
        // Of several spellings, the one that Java sorts last; of equal ones, the last.
        let parts = |name: &str| {
            let (map, field) = name.split_at(name.find('[').filter(|&at| at > 0).unwrap_or(name.len()));
            (map.to_ascii_lowercase(), field.to_owned())
        };
        let same = params.iter().filter(|(other, _)| parts(other) == parts(name));
        let found = same.max_by_key(|(other, _)| other.encode_utf16().collect::<Vec<_>>()).unwrap();
        assert!(query.get(name).unwrap() == found.1.as_str());
    }
    // A list has the texts between the commas, but none that is empty.
    for (_, value) in query.params() {
        let list = format!("list={}", value.raw());
        let Listed { list } = Query::parse_lenient(&list).unwrap().deserialize().unwrap();
        let text = value.to_string();
        assert_eq!(list, text.split(',').filter(|item| !item.is_empty()).collect::<Vec<_>>());
    }
    let _ = format!("{query:?}");
}

#[derive(Deserialize)]
struct Listed {
    list: Vec<String>,
}

fn refusal(query: Result<Query<'_>, Error>) -> Option<(ErrorKind, usize)> {
    query.err().map(|error| (error.kind(), error.offset()))
}

fn first_wrong(text: &str, strict: bool) -> Option<(ErrorKind, usize)> {
    let bytes = text.as_bytes();
    let is_hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    (0..bytes.len()).find_map(|at| match bytes[at] {
        b if b.is_ascii_control() => Some((ErrorKind::ControlCharacter(b), at)),
        b'%' if strict && !(is_hex(at + 1) && is_hex(at + 2)) => Some((ErrorKind::Escape, at)),
        _ => None,
    })
}

#[derive(Arbitrary, Debug)]
struct Built {
    command: Name,
    parameters: Vec<Parameter>,
}

#[derive(Arbitrary, Debug)]
enum Parameter {
    Param(Name, String),
    Number(Name, i32),
    List(Name, Vec<String>),
    At(Name, u16, Name, String),
    Pairs(Name, Vec<(String, String)>),
}

/// A name, more often a usual one than not.
#[derive(Debug)]
struct Name(String);

impl<'d> Arbitrary<'d> for Name {
    fn arbitrary(data: &mut Unstructured<'d>) -> arbitrary::Result<Self> {
        const NAMES: [&str; 12] = [
            "listZones",
            "name",
            "Name",
            "id",
            "details",
            "details[0].cpuNumber",
            "details[+1].cpuNumber",
            "a b~*",
            "command",
            "signature",
            "tags[0].key",
            "x.y",
        ];
        let name = if data.ratio(3, 4)? { (*data.choose(&NAMES)?).into() } else { data.arbitrary()? };
        Ok(Self(name))
    }
}

fn builds(name: &str, parameters: &[Parameter]) {
    let built = write(Command::new(String::new(), name), parameters).finish();
    match Slow::of(name, parameters).finish() {
        Err(wrong) => assert_eq!(built.map_err(|error| error.kind()), Err(wrong)),
        Ok(params) => {
            let text = built.unwrap();
            let query = Query::parse(&text).unwrap();
            let read: Vec<_> = query.params().map(|(n, v)| (n.to_string(), v.to_string())).collect();
            assert_eq!(read, params);
            let mut buf = vec![0; text.len()];
            let fixed = write(Command::in_buf(&mut buf, name), parameters).finish();
            assert_eq!(fixed.unwrap().into_str(), text);
            buf.pop();
            let full = write(Command::in_buf(&mut buf, name), parameters).finish();
            assert_eq!(full.unwrap_err().kind(), CommandErrorKind::NoRoom);
        }
    }
}

fn write<W: std::fmt::Write + AsRef<str>>(command: Command<W>, parameters: &[Parameter]) -> Command<W> {
    parameters.iter().fold(command, |command, parameter| match parameter {
        Parameter::Param(Name(name), value) => command.param(name, value),
        Parameter::Number(Name(name), value) => command.param(name, *value),
        Parameter::List(Name(name), items) => command.list(name, items),
        Parameter::At(Name(name), index, Name(field), value) => command.at(name, *index, field, value),
        Parameter::Pairs(Name(name), pairs) => {
            command.pairs(name, pairs.iter().map(|(key, value)| (key.as_str(), value)))
        }
    })
}

/// The parameters as the server will see them, or the first that it would not take.
#[derive(Default)]
struct Slow {
    params: Vec<(String, String)>,
    wrong: Option<CommandErrorKind>,
    count: usize,
}

impl Slow {
    fn of(name: &str, parameters: &[Parameter]) -> Self {
        let mut slow = Slow::default();
        slow.param(Some("command".into()), name);
        if name.is_empty() {
            slow.wrong = slow.wrong.or(Some(CommandErrorKind::NoCommand));
        }
        for parameter in parameters {
            match parameter {
                Parameter::Param(Name(name), value) => slow.param(key(name), value),
                Parameter::Number(Name(name), value) => slow.param(key(name), &value.to_string()),
                Parameter::List(Name(name), items) => slow.list(key(name), items),
                Parameter::At(Name(name), index, Name(field), value) => {
                    slow.param(field_of(name, *index, field), value);
                }
                Parameter::Pairs(Name(name), pairs) => {
                    for (index, (key, value)) in (0..).zip(pairs) {
                        slow.param(field_of(name, index, "key"), key);
                        slow.param(field_of(name, index, "value"), value);
                    }
                }
            }
        }
        slow
    }

    fn param(&mut self, key: Option<String>, value: &str) {
        self.push(key, value, value.bytes().any(is_refused).then_some(CommandErrorKind::Value));
    }

    fn list(&mut self, key: Option<String>, items: &[String]) {
        if items.is_empty() {
            return;
        }
        let wrong = items.iter().find_map(|item| match item.bytes().find(|&b| b == b',' || is_refused(b)) {
            Some(b',') => Some(CommandErrorKind::ListItem),
            Some(_) => Some(CommandErrorKind::Value),
            None => item.is_empty().then_some(CommandErrorKind::ListItem),
        });
        self.push(key, &items.join(","), wrong);
    }

    /// Adds a parameter; `wrong` is what is wrong with its value.
    fn push(&mut self, key: Option<String>, value: &str, wrong: Option<CommandErrorKind>) {
        self.count += 1;
        let wrong = match key {
            None => Some(CommandErrorKind::Name),
            Some(_) if self.count > MAX_PARAMETERS => Some(CommandErrorKind::TooMany),
            Some(key) => {
                self.params.push((key, value.into()));
                wrong
            }
        };
        self.wrong = self.wrong.or(wrong);
    }

    fn finish(self) -> Result<Vec<(String, String)>, CommandErrorKind> {
        if let Some(wrong) = self.wrong {
            return Err(wrong);
        }
        // The server lower-cases names up to the bracket of a map; a map and a plain value cannot share one.
        let mut seen: BTreeMap<String, Vec<Option<&str>>> = BTreeMap::new();
        for (name, _) in &self.params {
            let (map, field) = name.split_once('[').map_or((name.as_str(), None), |(m, f)| (m, Some(f)));
            let fields = seen.entry(map.to_ascii_lowercase()).or_default();
            if fields.iter().any(|other| other.is_none() || field.is_none() || *other == field) {
                return Err(CommandErrorKind::Duplicate);
            }
            fields.push(field);
        }
        Ok(self.params)
    }
}

/// `ApiServer.CONTROL_CHARACTERS`.
fn is_refused(b: u8) -> bool {
    b.is_ascii_control() && b != b'\n' && b != b'\r'
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| matches!(c, ' '..='~') && !"&=[]".contains(c))
}

fn key(name: &str) -> Option<String> {
    match name.split_once('[') {
        None => (is_word(name) && !name.eq_ignore_ascii_case("signature")).then(|| name.into()),
        Some((map, rest)) => {
            let (index, field) = rest.split_once("].")?;
            if index.contains(']') {
                return None;
            }
            field_of(map, index.parse().ok()?, field)
        }
    }
}

fn field_of(map: &str, index: u16, field: &str) -> Option<String> {
    let is_good = is_word(map) && !map.contains('.') && is_word(field);
    is_good.then(|| format!("{map}[{index}].{field}"))
}
