//! `keyfob`: the same rooms natively.
fn main() {}
