//! The simulated server answers any bytes on a connection by HTTP, with a body that reads; it answers a query as it does without HTTP, and does nothing without a signature.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(http);
