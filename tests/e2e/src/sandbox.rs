//! The servers behind the browser: the providers' portals, and a real WordPress.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tokio::process::Command;

use crate::error::{BedError, Result, file};
use crate::http;
use crate::process::Program;

/// The repository's root, seen from this crate.
#[must_use]
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The portals and the authorization server, on loopback. Dropping it ends them.
#[derive(Debug)]
pub struct Sandbox {
    /// TLS port that every host is mapped to.
    pub https: u16,
    /// Port of the control interface.
    pub control: u16,
    /// Host patterns, for [`crate::BedOptions::hosts`].
    pub hosts: Vec<String>,
    /// Digest of its certificate's public key, in base64, for [`crate::BedOptions::passwords`].
    pub key: String,
    program: Program,
}

impl Sandbox {
    /// Starts the portals. Port 0 takes a free one. `wordpress` is the port of a WordPress that stands behind
    /// the client's host name.
    ///
    /// # Errors
    /// [`BedError::Program`] when node or the server's packages are missing.
    pub async fn start(port: u16, state: &Path, wordpress: Option<u16>) -> Result<Self> {
        std::fs::create_dir_all(state).map_err(file(state))?;
        let mut command = Command::new("node");
        command.arg(repository().join("tests/sandbox/server.mjs"));
        command.arg("--port").arg(port.to_string()).arg("--state").arg(state);
        if let Some(wordpress) = wordpress {
            command.arg("--wordpress").arg(wordpress.to_string());
        }
        let mut program = Program::start("sandbox", command, &state.join("sandbox.log"), true)?;
        let told = program.ready().await?;
        let hosts = told["hosts"].as_array().into_iter().flatten();
        let hosts = hosts.filter_map(Value::as_str).map(str::to_owned).collect();
        let key = told["key"].as_str().unwrap_or_default().to_owned();
        Ok(Self { https: told_port(&told, "https")?, control: told_port(&told, "control")?, hosts, key, program })
    }

    /// Every value issued so far, narrowed by a query such as `provider=mailchimp&field=api_key`.
    ///
    /// # Errors
    /// [`BedError::Answer`] when the control port does not answer; so for the next three.
    pub async fn issued(&self, query: &str) -> Result<Vec<Value>> {
        match self.ask("GET", &format!("/issued?{query}"), None).await? {
            Value::Array(issued) => Ok(issued),
            Value::Object(mut answer) => match answer.remove("issued") {
                Some(Value::Array(issued)) => Ok(issued),
                _ => Err(BedError::answer("/issued", "no list")),
            },
            _ => Err(BedError::answer("/issued", "no list")),
        }
    }

    /// Changes settings.
    ///
    /// # Errors
    /// [`BedError::Answer`].
    pub async fn configure(&self, settings: &Value) -> Result<()> {
        self.ask("POST", "/config", Some(settings)).await.map(drop)
    }

    /// Back to how it was just started.
    ///
    /// # Errors
    /// [`BedError::Answer`].
    pub async fn reset(&self) -> Result<()> {
        self.ask("POST", "/reset", None).await.map(drop)
    }

    /// Any request to the control port.
    ///
    /// # Errors
    /// [`BedError::Answer`].
    pub async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        http::ask(self.control, method, path, body).await
    }

    /// Its log, for scanning and for reading after a failure.
    #[must_use]
    pub fn log(&self) -> &Path {
        self.program.log()
    }

    /// Ends it and waits until it has.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it does not end.
    pub async fn stop(self) -> Result<()> {
        self.program.stop().await
    }
}

/// A real WordPress on loopback. Dropping it ends it.
#[derive(Debug)]
pub struct WordPress {
    /// Its address.
    pub url: String,
    /// Its port.
    pub port: u16,
    /// The administrator's name.
    pub user: String,
    /// The administrator's password.
    pub password: String,
    /// Its version.
    pub version: String,
    state: PathBuf,
    program: Program,
}

impl WordPress {
    /// Starts it; port 0 takes a free one.
    ///
    /// # Errors
    /// [`BedError::Program`] when it is not installed: `tests/sandbox/README.md` says how.
    pub async fn start(port: u16, state: &Path) -> Result<Self> {
        std::fs::create_dir_all(state).map_err(file(state))?;
        let mut command = wordpress_command();
        command.args(["start", "--port", &port.to_string(), "--state"]).arg(state);
        let mut program = Program::start("wordpress", command, &state.join("harness.log"), true)?;
        let told = program.ready().await?;
        let text = |key: &str| told[key].as_str().map(str::to_owned).unwrap_or_default();
        let url = text("url");
        let port = url.trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok());
        Ok(Self {
            port: port.ok_or_else(|| BedError::answer("wordpress", "no port in its address"))?,
            user: text("user"),
            password: text("password"),
            version: text("version"),
            state: state.to_owned(),
            url,
            program,
        })
    }

    /// What WordPress has stored under an option's name: text, or JSON for an array.
    ///
    /// # Errors
    /// [`BedError::Program`] when it cannot be read.
    pub async fn option(&self, name: &str) -> Result<String> {
        self.tool(&["option", name]).await
    }

    /// Keeps the database as it is now, logins included, for [`WordPress::reset`].
    ///
    /// # Errors
    /// [`BedError::Program`] when it fails; so for `reset`.
    pub async fn snapshot(&self) -> Result<()> {
        self.tool(&["snapshot"]).await.map(drop)
    }

    /// Back to the last snapshot, or to the fresh installation.
    ///
    /// # Errors
    /// [`BedError::Program`].
    pub async fn reset(&self) -> Result<()> {
        self.tool(&["reset"]).await.map(drop)
    }

    /// Ends it and waits until it has.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it does not end.
    pub async fn stop(self) -> Result<()> {
        self.program.stop().await
    }

    async fn tool(&self, words: &[&str]) -> Result<String> {
        let mut command = wordpress_command();
        command.args(words).arg("--state").arg(&self.state).kill_on_drop(true);
        let out = command.output().await.map_err(|e| BedError::program("wordpress", e))?;
        if !out.status.success() {
            return Err(BedError::program("wordpress", String::from_utf8_lossy(&out.stderr).trim()));
        }
        Ok(String::from_utf8_lossy(&out.stdout).trim_end_matches('\n').to_owned())
    }
}

fn wordpress_command() -> Command {
    let mut command = Command::new("node");
    command.arg(repository().join("tests/sandbox/wordpress/wordpress.mjs"));
    command
}

fn told_port(told: &Value, key: &str) -> Result<u16> {
    let port = told[key].as_u64().and_then(|port| u16::try_from(port).ok());
    port.ok_or_else(|| BedError::answer("sandbox", format!("no {key} port")))
}
