//! Any bytes read to balanced events, at most 2 x length + 2, or to an error with an offset in them; what is read strictly is read leniently to the same.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(read);
