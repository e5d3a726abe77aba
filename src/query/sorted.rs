//! The parameters of a query but `signature`, sorted by name as the server sorts them; of equal names the last holds.
//!
//! An `Index` is fast. A `Selection` is small: it goes through the query again for each parameter. Both give the same.

#[cfg(not(small))]
pub(crate) use self::index::Index as Sorted;
#[cfg(feature = "serde")]
pub(crate) use self::index::{Index, Run};
#[cfg(small)]
pub(crate) use self::selection::Selection as Sorted;

// Types are read from queries by an index everywhere, since that goes through the parameters again and again.
#[cfg(any(not(small), feature = "serde"))]
mod index;
#[cfg(any(test, small))]
mod selection;

use super::canonical::same_ignoring_case;
use super::params::{Param, Params};

/// The parameters that are signed, in the order of a query.
fn signed(raw: &str) -> impl Iterator<Item = Param<'_>> {
    let mut params = Params::new(raw);
    core::iter::from_fn(move || params.step()).filter(|param| !same_ignoring_case(param.name, "signature"))
}

#[cfg(all(test, any(not(small), feature = "serde")))]
mod tests {
    use alloc::string::String;
    use std::format;

    use super::index::Index;
    use super::selection::Selection;
    use crate::query::params::Param;
    use crate::query::{MAX_PARAMETERS, TooMany};

    /// Both forms sort alike.
    #[test]
    fn a_selection_is_as_the_index() {
        let shown = |param: Param<'_>| format!(" {}={}", param.name.raw(), param.value.raw());
        for (raw, want) in [
            ("", ""),
            ("b=1&a=2&&B=3&=4&signature=5&SIGNATURE=6", " =4 B=3 a=2 b=1"),
            ("a=1&b=2&a=3&%61=4", " %61=4 b=2"),
            ("ab=1&a=2&a%62c=3&a%2Bb=4&a+b=5", " a=2 a+b=5 a%2Bb=4 ab=1 a%62c=3"),
            ("%2B=1&%2a=2&b!=3&b+=4", " %2a=2 %2B=1 b+=4 b!=3"),
            ("%EE%80%80=1&%F0%9F%98%80=2&\u{e9}=3&%7F=4", " %7F=4 \u{e9}=3 %F0%9F%98%80=2 %EE%80%80=1"),
            (
                "details7=1&details6=2&details=3&detail=4&details6=5",
                " detail=4 details=3 details6=5 details7=1",
            ),
            ("z=1&y=2&x=3&w=4&v=5&zz=6", " v=5 w=4 x=3 y=2 z=1 zz=6"),
        ] {
            let (mut index, mut selection) = (Index::new(raw), Selection::new(raw));
            assert_eq!((index.sort(), selection.sort()), (Ok(()), Ok(())), "{raw}");
            assert_eq!(index.params().map(shown).collect::<String>(), want, "{raw}");
            assert_eq!(selection.params().map(shown).collect::<String>(), want, "{raw}");
        }
    }

    /// Both forms count names, not parameters.
    #[test]
    #[cfg_attr(miri, ignore = "a selection among so many takes too long there")]
    fn both_refuse_too_many() {
        let query = |count| (0..count).map(|i| format!("&{i}=a&{i}=b")).collect::<String>() + "&signature=c";
        for (count, want) in [(MAX_PARAMETERS, Ok(())), (MAX_PARAMETERS + 1, Err(TooMany))] {
            let raw = &query(count);
            assert_eq!((Index::new(raw).sort(), Selection::new(raw).sort()), (want, want));
        }
    }
}
