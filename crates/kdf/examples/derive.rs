//! The native reference of the unlock benchmark: derives as often as asked with the costs given, and prints the
//! milliseconds of each derivation on a line of its own.
//!
//! `derive MEMORY_KIB PASSES LANES TIMES`

use std::hint::black_box;
use std::time::Instant;

#[expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let costs: Vec<u32> = std::env::args().skip(1).map(|word| word.parse()).collect::<Result<_, _>>()?;
    let [memory_kib, passes, lanes, times] = costs[..] else {
        return Err("derive MEMORY_KIB PASSES LANES TIMES".into());
    };
    for _ in 0..times {
        let start = Instant::now();
        black_box(keyfob_kdf::derive(b"a passphrase of some length", &[7; 16], memory_kib, passes, lanes)?);
        println!("{:.3}", start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(())
}
