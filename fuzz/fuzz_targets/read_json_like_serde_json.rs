//! JSON reads as serde_json reads it, but for the differences that src/like_serde_json.rs names.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(read_json_like_serde_json);
