//! Reads `recipes/*.toml` and `forms/*.toml`, checks them, and writes them as static Rust data to
//! `OUT_DIR/tables.rs`. Every mistake is reported at once, with file, place and what to do.

mod calls;
mod check;
mod emit;
#[path = "../src/fold.rs"]
#[allow(dead_code)]
mod fold;
mod load;
mod pattern;
mod sample;
mod schema;
mod template;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            eprintln!("\nThe recipes cannot be built:\n");
            for problem in &problems {
                eprintln!("  {problem}\n");
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Vec<String>> {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    for watched in ["recipes", "forms", "build", "src/fold.rs"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let book = load::book(&root)?;
    let checked = check::check(&book)?;
    let out = Path::new(&variable("OUT_DIR")?).join("tables.rs");
    std::fs::write(&out, emit::tables(&checked)).map_err(|e| vec![format!("{}: {e}", out.display())])
}

fn variable(name: &str) -> Result<String, Vec<String>> {
    std::env::var(name).map_err(|_| vec![format!("{name} is not set; build with cargo")])
}
