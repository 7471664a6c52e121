//! Programs of the bed, each in a process group of its own, so that stopping one takes its children with it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process, kill_process_group, test_kill_process};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::error::{BedError, Result, file};
use crate::wait::{DEADLINE, Look, until};

/// Lines of a program's log shown when it fails.
const LOG_TAIL: usize = 12;

/// A running program and its children. Dropping it kills them all.
#[derive(Debug)]
pub struct Program {
    name: String,
    child: Child,
    group: Pid,
    log: PathBuf,
}

impl Program {
    /// Starts a program; what it says on stderr (and on stdout, unless `read_stdout`) goes to `log`.
    ///
    /// # Errors
    /// [`BedError::Program`] when it cannot be started, [`BedError::File`] when the log cannot be written.
    pub fn start(name: &str, mut command: Command, log: &Path, read_stdout: bool) -> Result<Self> {
        let out = File::options().create(true).append(true).open(log).map_err(file(log))?;
        let err = out.try_clone().map_err(file(log))?;
        command
            .stdin(Stdio::piped())
            .stdout(if read_stdout { Stdio::piped() } else { out.into() })
            .stderr(err)
            .process_group(0)
            .kill_on_drop(true);
        let child = command.spawn().map_err(|e| BedError::program(name, e))?;
        let group = child
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw)
            .ok_or_else(|| BedError::program(name, "ended at once"))?;
        Ok(Self { name: name.to_owned(), child, group, log: log.to_owned() })
    }

    /// The first line on stdout. The rest of stdout is read and dropped, so that the program never blocks.
    ///
    /// # Errors
    /// [`BedError::Program`] when it ends, stays silent past the deadline, or stdout was not asked for.
    pub async fn first_line(&mut self) -> Result<String> {
        let Some(stdout) = self.child.stdout.take() else {
            return Err(BedError::program(&self.name, "its output goes to the log"));
        };
        let mut lines = BufReader::new(stdout).lines();
        let line = tokio::time::timeout(DEADLINE * 3, lines.next_line()).await;
        let Ok(Ok(Some(line))) = line else {
            return Err(BedError::program(&self.name, format!("said nothing. {}", self.tail())));
        };
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(line)
    }

    /// The first line of stdout as JSON; it must hold `"ready": true`.
    ///
    /// # Errors
    /// As [`Program::first_line`], or [`BedError::Answer`] when the line is something else.
    pub async fn ready(&mut self) -> Result<Value> {
        let line = self.first_line().await?;
        match serde_json::from_str::<Value>(&line) {
            Ok(told) if told.get("ready") == Some(&Value::Bool(true)) => Ok(told),
            _ => Err(BedError::answer(&self.name, format!("no ready line. {}", self.tail()))),
        }
    }

    /// Whether it has ended by itself.
    pub fn ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// The end of its log.
    #[must_use]
    pub fn tail(&self) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        let from = lines.len().saturating_sub(LOG_TAIL);
        lines.get(from..).unwrap_or_default().join("\n")
    }

    /// Its log file.
    #[must_use]
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// Asks it to end (SIGTERM to the group), and waits until it has.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it does not.
    pub async fn stop(mut self) -> Result<()> {
        // No such process is what is wanted.
        let _ = kill_process_group(self.group, Signal::TERM);
        let name = format!("{} to end", self.name);
        until(&name, async || Ok(if self.ended() { Look::Done(()) } else { Look::wait("still there") })).await
    }

    /// Kills it and all it started (SIGKILL), as a power cut would, and waits until none is left.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when one survives.
    pub async fn sigkill(mut self) -> Result<()> {
        let family = family(self.group);
        let _ = kill_process_group(self.group, Signal::KILL);
        for pid in &family {
            let _ = kill_process(*pid, Signal::KILL);
        }
        let name = format!("{} to be gone", self.name);
        until(&name, async || {
            let gone = self.ended() && family.iter().all(|pid| !alive(*pid));
            Ok(if gone { Look::Done(()) } else { Look::wait("some process is left") })
        })
        .await
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        for pid in family(self.group) {
            let _ = kill_process(pid, Signal::KILL);
        }
        let _ = kill_process_group(self.group, Signal::KILL);
    }
}

/// A process and all its descendants, whichever group they moved to.
fn family(root: Pid) -> Vec<Pid> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<i32>().ok()) else { continue };
        if let Some((_, parent)) = stat(pid) {
            parents.push((pid, parent));
        }
    }
    let mut family = vec![root.as_raw_nonzero().get()];
    let mut next = 0;
    while let Some(parent) = family.get(next).copied() {
        family.extend(parents.iter().filter(|(_, p)| *p == parent).map(|(pid, _)| *pid));
        next += 1;
    }
    family.into_iter().filter_map(Pid::from_raw).collect()
}

/// State letter and parent of a process, from `/proc/PID/stat`; the name in brackets may hold anything.
fn stat(pid: i32) -> Option<(char, i32)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut rest = text.rsplit_once(')')?.1.split_whitespace();
    Some((rest.next()?.chars().next()?, rest.next()?.parse().ok()?))
}

/// Whether a process still runs. One that waits to be reaped holds no file and no port any more.
fn alive(pid: Pid) -> bool {
    test_kill_process(pid).is_ok() && stat(pid.as_raw_nonzero().get()).is_some_and(|(state, _)| state != 'Z')
}
