//! Where things are, and how programs are started: the one place that knows the layout of the
//! checkout and the environment a child process gets.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The checkout that this run works on.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder that holds the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder, which may be set from outside.
    pub target: PathBuf,
    /// The version every crate of the workspace and the extension carry.
    pub version: String,
}

/// Something that cargo builds of one crate.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Target {
    /// The crate's name.
    pub package: String,
    /// What cargo calls it.
    pub name: String,
}

impl Workspace {
    /// Finds the checkout from the crate that cargo is running, so that a moved clone is found too.
    ///
    /// # Errors
    /// When `cargo metadata` cannot be run or its answer cannot be read.
    pub fn find() -> Result<Self> {
        let metadata = metadata()?;
        let text = |pointer: &str| {
            metadata
                .pointer(pointer)
                .and_then(Value::as_str)
                .with_context(|| format!("cargo metadata has no {pointer}"))
        };
        Ok(Self {
            root: PathBuf::from(text("/workspace_root")?),
            target: PathBuf::from(text("/target_directory")?),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    /// What cargo builds of one kind in the workspace's crates: `test`, `bench`.
    ///
    /// # Errors
    /// As [`Workspace::find`].
    pub fn targets(&self, kind: &str) -> Result<Vec<Target>> {
        let metadata = metadata()?;
        let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
        let list = |of: &Value| of.as_array().cloned().unwrap_or_default();
        Ok(list(&metadata["packages"])
            .iter()
            .flat_map(|package| list(&package["targets"]).into_iter().map(|target| (text(&package["name"]), target)))
            .filter(|(_, target)| list(&target["kind"]).iter().any(|is| is == kind))
            .map(|(package, target)| Target { package, name: text(&target["name"]) })
            .collect())
    }

    /// A path inside the checkout.
    #[must_use]
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// A command that runs the cargo this program was started by, in the checkout's root.
    #[must_use]
    pub fn cargo(&self) -> Command {
        self.command(cargo_program())
    }

    /// A command that runs `program` in the checkout's root.
    #[must_use]
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// A program that npm has installed in the root of the checkout.
    ///
    /// # Errors
    /// When it is not installed; the message says what to do.
    pub fn npm_tool(&self, name: &str) -> Result<PathBuf> {
        let path = self.path("node_modules/.bin").join(name);
        if !path.exists() {
            bail!("{name} is not installed: run scripts/setup (or npm ci)");
        }
        Ok(path)
    }
}

/// What cargo says of the workspace that this crate lies in.
fn metadata() -> Result<Value> {
    let here =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let mut command = Command::new(cargo_program());
    command.current_dir(&here).args(["metadata", "--format-version", "1", "--no-deps"]);
    serde_json::from_str(&output(&mut command)?).context("the answer of cargo metadata is not JSON")
}

/// The cargo that started this program, else the one on the path.
#[must_use]
pub fn cargo_program() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// Runs a command with its output on the terminal.
///
/// # Errors
/// When it cannot be started or ends with an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status =
        command.stdin(Stdio::null()).status().with_context(|| format!("cannot start {}", describe(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", describe(command));
    }
    Ok(())
}

/// Runs a command and gives its standard output.
///
/// # Errors
/// When it cannot be started, ends with an error, or prints something that is not UTF-8.
pub fn output(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", describe(command)))?;
    if !output.status.success() {
        bail!("{} ended with {}\n{}", describe(command), output.status, String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).context("the output is not UTF-8")
}

fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut words = vec![
        program.file_name().map_or_else(|| program.display().to_string(), |name| name.to_string_lossy().into_owned()),
    ];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy().into_owned()));
    words.join(" ")
}

/// The clock of the terminal tables; nothing that ships asks for the time this way.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a build tool may look at the clock")]
pub fn now() -> Instant {
    Instant::now()
}

/// All files below `folder`, as paths relative to it, in one order on every machine.
///
/// # Errors
/// When a folder cannot be read.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(relative) = open.pop() {
        let path = folder.join(&relative);
        let entries = fs::read_dir(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for entry in entries {
            let entry = entry?;
            let relative = relative.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                open.push(relative);
            } else {
                files.push(relative);
            }
        }
    }
    files.sort();
    Ok(files)
}
