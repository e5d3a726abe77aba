//! The peer xmlparser: a job's answer in XML, read to its state and the code of its fault.

#![no_std]
#![no_main]

use cloudstack_codec_firmware::{answers, run};
use xmlparser::{ElementEnd, Token, Tokenizer};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| fault(answers::failed_xml()) == Some(533))
}

fn fault(body: &[u8]) -> Option<i32> {
    let (mut depth, mut name) = (0, "");
    let (mut status, mut result_code, mut code) = (None, None, None);
    for token in Tokenizer::from(core::str::from_utf8(body).ok()?) {
        match token.ok()? {
            Token::ElementStart { local, .. } => {
                (depth, name) = (depth + 1, local.as_str());
            }
            Token::ElementEnd { end: ElementEnd::Empty | ElementEnd::Close(..), .. } => depth -= 1,
            Token::Text { text } => match (depth, name) {
                (2, "jobstatus") => status = text.parse::<i32>().ok(),
                (2, "jobresultcode") => result_code = text.parse::<i32>().ok(),
                (3, "errorcode") => code = text.parse::<i32>().ok(),
                _ => {}
            },
            _ => {}
        }
    }
    (status == Some(2)).then(|| code.or(result_code))?
}
