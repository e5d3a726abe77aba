//! A body in pieces of any size means what the whole body means, and is refused where it is.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(pieces);
