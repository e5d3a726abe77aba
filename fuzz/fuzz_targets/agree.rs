//! A tree written as XML and as JSON reads back to the same events and the same judgement, and each converts into the other.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(agree);
