//! stub
/// stub
pub fn http(_: &[u8]) {}
