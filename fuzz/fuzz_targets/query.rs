//! What a command writes is parsed back to the same, what it refuses is wrong; any query decodes as the URL standard says.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(query);
