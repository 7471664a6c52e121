//! Placeholder until the text makers stand.
fn main() {}
