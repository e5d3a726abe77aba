//! Every accessor of any answer is total, and the judgement is that of a slow reading: by the jobstatus of depth 1 alone.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(response);
