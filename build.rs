//! Chooses between the two forms of the hot path: the quick one, or by `cfg(small)` the small one. Both do the same.
//!
//! The small one is for processors with less than 64 bits: on bare metal, where flash costs more than time, and
//! elsewhere if `opt-level` is `s` or `z`. Tests take it on any processor, by `RUSTFLAGS="--cfg small"`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(small)");
    let is = |name, wanted: &[&str]| std::env::var(name).is_ok_and(|value| wanted.contains(&value.as_str()));
    let is_narrow = !is("CARGO_CFG_TARGET_POINTER_WIDTH", &["64"]);
    if is_narrow && (is("CARGO_CFG_TARGET_OS", &["none"]) || is("OPT_LEVEL", &["s", "z"])) {
        println!("cargo::rustc-cfg=small");
    }
}
