//! A poller never asks while it rests nor after its end, ends by the deadline and one poll, counts truly, and goes on equal from a copy.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(poller);
