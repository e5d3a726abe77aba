//! Chooses between the two forms of the hot path, as `cfg(fast)`: quick or small. Both do the same.
//!
//! The small one is for processors with less than 64 bits: on bare metal, where flash costs more than time, and else
//! where `opt-level` is `s` or `z`. For tests any processor takes it by `RUSTFLAGS="--cfg small"`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(fast)");
    let is = |name, wanted: &[&str]| std::env::var(name).is_ok_and(|value| wanted.contains(&value.as_str()));
    let is_narrow = !is("CARGO_CFG_TARGET_POINTER_WIDTH", &["64"]);
    let is_for_size = is("CARGO_CFG_TARGET_OS", &["none"]) || is("OPT_LEVEL", &["s", "z"]);
    let is_small = is_narrow && is_for_size || std::env::var_os("CARGO_CFG_SMALL").is_some();
    if !is_small {
        println!("cargo::rustc-cfg=fast");
    }
}
