//! XML reads as roxmltree reads it, but for the differences that src/like_roxmltree.rs names.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(read_xml_like_roxmltree);
