//! A poller never asks while it rests nor after its end, ends by the deadline and one poll, counts right, and a copy of it goes on as it does.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(poller);
