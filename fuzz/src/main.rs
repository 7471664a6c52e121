//! The coverage-guided runner: libFuzzer's `main`, with the target that `FUZZ_TARGET` names.
#![no_main]
#![allow(clippy::expect_used, reason = "a tool that is told nothing sensible ends")]

use std::sync::LazyLock;

use keyfob_fuzz::Target;

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").expect("FUZZ_TARGET names the target");
    keyfob_fuzz::target(&name).expect("a target of this name")
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| (TARGET.run)(bytes));
