//! What a command writes is parsed back to the same, what it refuses is wrong; any query decodes as the URL standard says, and a list in it has the texts between the commas.
#![cfg_attr(fuzzing, no_main)]

cloudstack_codec_fuzz::target!(query);
