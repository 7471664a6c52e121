//! Build, check, run, package, bench.
fn main() {}
