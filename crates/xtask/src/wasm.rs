//! From a crate to the wasm and its JavaScript glue: cargo, wasm-bindgen as a library (so that its
//! version is the lock file's), and Binaryen's optimiser from npm.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use crate::workspace::{Workspace, run};

const TRIPLE: &str = "wasm32-unknown-unknown";

/// What the engines of all supported browsers have and what rustc emits for this target. By name and
/// never `--all-features`: with all of them Binaryen writes encodings that browsers refuse.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// A crate that becomes a wasm module.
struct Module {
    name: &'static str,
    /// Vector instructions pay off for scrypt only.
    simd: bool,
}

const MODULES: [Module; 4] = [
    Module { name: "background", simd: false },
    Module { name: "ui", simd: false },
    Module { name: "kdf", simd: false },
    // Not together with the background: cargo would give that the features of this one.
    Module { name: "exchange-wasm", simd: true },
];

/// Builds all modules and writes what ships of them to `destination`.
///
/// # Errors
/// When a tool fails or a file cannot be written.
pub fn build(workspace: &Workspace, destination: &Path, dev: bool) -> Result<()> {
    for simd in [false, true] {
        compile(workspace, simd)?;
    }
    fs::create_dir_all(destination)?;
    for module in &MODULES {
        bind(workspace, module, destination)?;
    }
    if dev { Ok(()) } else { optimise_all(workspace, destination) }
}

/// Binaryen takes its time and one core for each module, so they go side by side.
fn optimise_all(workspace: &Workspace, destination: &Path) -> Result<()> {
    std::thread::scope(|scope| {
        let running: Vec<_> = MODULES
            .iter()
            .map(|module| destination.join(format!("{}_bg.wasm", module.name)))
            .map(|path| scope.spawn(move || optimise(workspace, &path)))
            .collect();
        running.into_iter().try_for_each(|one| one.join().map_err(|_| anyhow!("wasm-opt could not be watched"))?)
    })
}

/// Compiles the modules that share one set of compiler flags.
fn compile(workspace: &Workspace, simd: bool) -> Result<()> {
    let mut command = cargo(workspace, "build", simd);
    command.env("CARGO_ENCODED_RUSTFLAGS", flags(workspace, simd)?);
    run(&mut command)
}

/// What cargo does with the modules that share one set of compiler flags.
pub(crate) fn cargo(workspace: &Workspace, what: &str, simd: bool) -> Command {
    let mut command = workspace.cargo();
    command.args([what, "--release", "--target", TRIPLE]);
    for module in MODULES.iter().filter(|module| module.simd == simd) {
        command.arg("--package").arg(format!("keyfob-{}", module.name));
    }
    command.arg("--target-dir").arg(target_folder(workspace, simd));
    command
}

/// Each set of flags has a folder of its own: in one, cargo would build everything anew at each change.
fn target_folder(workspace: &Workspace, simd: bool) -> PathBuf {
    if simd { workspace.target.join("xtask/simd") } else { workspace.target.clone() }
}

/// Compiler flags: no path of this machine in what ships, so that every clone builds the same bytes.
fn flags(workspace: &Workspace, simd: bool) -> Result<OsString> {
    let mut flags = vec![
        format!("--remap-path-prefix={}=keyfob", workspace.root.display()),
        format!("--remap-path-prefix={}=crates", registry()?.display()),
        // Leptos then compiles each shape of the page once, whatever it holds; other crates do not know the word.
        "--cfg=erase_components".to_owned(),
    ];
    if simd {
        flags.push("-Ctarget-feature=+simd128".to_owned());
    }
    Ok(OsString::from(flags.join("\u{1f}")))
}

/// Where cargo keeps the sources of dependencies.
fn registry() -> Result<PathBuf> {
    let home = match env::var_os("CARGO_HOME") {
        Some(home) => PathBuf::from(home),
        None => env::home_dir().context("there is no home folder")?.join(".cargo"),
    };
    Ok(home.join("registry/src"))
}

/// Makes the glue, and the module that belongs to it.
fn bind(workspace: &Workspace, module: &Module, destination: &Path) -> Result<()> {
    let file = format!("release/keyfob_{}.wasm", module.name.replace('-', "_"));
    let compiled = target_folder(workspace, module.simd).join(TRIPLE).join(file);
    let scratch = workspace.target.join("xtask").join(module.name);
    if scratch.exists() {
        fs::remove_dir_all(&scratch)?;
    }
    Bindgen::new()
        .input_path(&compiled)
        .out_name(module.name)
        .web(true)?
        .omit_default_module_path(true)
        // The reset function replaces an instance: one that a panic has poisoned, or one whose memory
        // has grown for a key derivation.
        .reset_state_function(true)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&scratch)
        .with_context(|| format!("wasm-bindgen fails for {}", module.name))?;

    for file in [format!("{}.js", module.name), format!("{}_bg.wasm", module.name)] {
        fs::copy(scratch.join(&file), destination.join(&file))
            .with_context(|| format!("wasm-bindgen made no {file}"))?;
    }
    let snippets = scratch.join("snippets");
    if snippets.exists() {
        crate::assemble::copy_folder(&snippets, &destination.join("snippets"))?;
    }
    Ok(())
}

/// Lets Binaryen make the module smaller, in place.
fn optimise(workspace: &Workspace, module: &Path) -> Result<()> {
    let mut command = workspace.command("node");
    command.arg(workspace.npm_tool("wasm-opt")?).arg("-Oz").args(FEATURES).arg(module).arg("--output").arg(module);
    run(&mut command)
}
