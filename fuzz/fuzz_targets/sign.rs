//! The string to sign and the signature are those of the server's rule; verify takes what was signed, and nothing else.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(sign);
