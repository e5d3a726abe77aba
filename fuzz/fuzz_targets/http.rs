//! The simulated server answers any bytes of any connection, by HTTP, with bodies that read, a query as it does without HTTP, and does nothing without a signature.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(http);
