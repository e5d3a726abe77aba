//! All of a walk, or a sample of it under Miri, where each step takes some thousand times as long.

use core::iter::StepBy;

/// What Miri takes in strides.
pub(crate) trait Sample: Iterator + Sized {
    /// Each item; under Miri the first, and from there on one in `stride`.
    fn sample(self, stride: usize) -> StepBy<Self> {
        self.step_by(if cfg!(miri) { stride } else { 1 })
    }
}

impl<I: Iterator> Sample for I {}
