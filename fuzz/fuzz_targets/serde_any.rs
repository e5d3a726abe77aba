//! Any node and any query deserialises into any type without a panic, with a scratch as long as the body, and to what stands there.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(serde_any);
