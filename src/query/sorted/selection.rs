//! The sorted parameters in little memory.

use super::signed;
use crate::query::canonical::compare;
use crate::query::params::{Param, Params};
use crate::query::{MAX_PARAMETERS, TooMany};
use crate::text::Text;

/// The parameters as they stand in the query.
pub(crate) struct Selection<'a> {
    raw: &'a str,
}

impl<'a> Selection<'a> {
    pub(crate) const fn new(raw: &'a str) -> Self {
        Self { raw }
    }

    /// Only checks that the names are not too many: nothing is kept.
    pub(crate) fn sort(&mut self) -> Result<(), TooMany> {
        let are_few = Params::new(self.raw).nth(MAX_PARAMETERS).is_none();
        if are_few || self.params().nth(MAX_PARAMETERS).is_none() { Ok(()) } else { Err(TooMany) }
    }

    /// The parameters, in the order of their names.
    pub(crate) const fn params(&self) -> Run<'_, 'a> {
        Run { of: self, last: None }
    }
}

/// Parameters in the order of their names. Each costs one pass over the query; with those of
/// [`sort`](Selection::sort) there are at most two for each of [`MAX_PARAMETERS`].
pub(crate) struct Run<'s, 'a> {
    of: &'s Selection<'a>,
    last: Option<Text<'a>>,
}

impl<'a> Iterator for Run<'_, 'a> {
    type Item = Param<'a>;

    /// Selects the least name above the last one.
    fn next(&mut self) -> Option<Param<'a>> {
        let mut least: Option<Param<'a>> = None;
        for param in signed(self.of.raw) {
            if self.last.is_none_or(|last| compare(last, param.name).is_lt())
                && least.is_none_or(|least| compare(param.name, least.name).is_le())
            {
                least = Some(param);
            }
        }
        self.last = least.map(|least| least.name);
        least
    }
}
