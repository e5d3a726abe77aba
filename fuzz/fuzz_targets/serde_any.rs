//! Any node and any query deserialises into any type without a panic; scratch as long as the body suffices; without types the value is what the body says.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(serde_any);
