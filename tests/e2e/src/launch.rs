//! Starting a browser with the extension in it.

use std::path::Path;

use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::process::Command;

use crate::browser::Browser;
use crate::cdp::Cdp;
use crate::console::Console;
use crate::display::Display;
use crate::error::{BedError, Result, file};
use crate::extension::Extension;
use crate::marionette::Marionette;
use crate::options::BedOptions;
use crate::process::Program;
use crate::remote::Remote;
use crate::wait::{Look, until};

/// Where a file goes that a page saves, in the profile.
pub(crate) const DOWNLOADS: &str = "downloads";

/// A browser that answers.
pub(crate) struct Launched {
    pub(crate) program: Program,
    pub(crate) remote: Remote,
}

/// Where a browser starts and what it is given.
pub(crate) struct Launch<'a> {
    pub(crate) options: &'a BedOptions,
    pub(crate) extension: &'a Extension,
    pub(crate) beside: &'a [Extension],
    pub(crate) profile: &'a Path,
    pub(crate) display: Option<&'a Display>,
    pub(crate) logs: &'a TempDir,
    pub(crate) console: &'a Console,
}

impl Launch<'_> {
    /// Starts the browser and connects to it.
    pub(crate) async fn start(&self) -> Result<Launched> {
        match self.extension.browser {
            Browser::Chromium => self.chromium().await,
            Browser::Firefox => self.firefox().await,
        }
    }

    /// The extension under test, then those beside it.
    fn extensions(&self) -> impl Iterator<Item = &Extension> {
        std::iter::once(self.extension).chain(self.beside)
    }

    async fn chromium(&self) -> Result<Launched> {
        let command = self.options.chromium(self.extensions(), self.profile, self.display.map(Display::name));
        let (program, (port, path)) = self
            .run(command, "DevToolsActivePort", |told| {
                let (port, path) = told.split_once('\n')?;
                let path = path.trim();
                (!path.is_empty()).then_some((port.parse().ok()?, path.to_owned()))
            })
            .await?;
        let cdp = Cdp::connect(port, &path, self.console.clone(), self.options.watch_worker).await?;
        Ok(Launched { program, remote: Remote::Chromium(cdp) })
    }

    async fn firefox(&self) -> Result<Launched> {
        let path = self.profile.join("user.js");
        std::fs::write(&path, self.preferences()).map_err(file(&path))?;
        let command = firefox(self.options, self.profile, self.display);
        let (program, port) = self.run(command, "MarionetteActivePort", |told| told.trim().parse::<u16>().ok()).await?;
        let firefox = Marionette::connect(port, &self.extension.id).await?;
        // For this run of the browser only, as every unsigned add-on; what it has stored stays in the profile.
        for add_on in self.extensions() {
            firefox.send("Addon:Install", json!({ "path": add_on.dir, "temporary": true })).await?;
        }
        if self.options.passwords.is_some() {
            firefox.call("keepPasswords", json!([])).await?;
        }
        Ok(Launched { program, remote: Remote::Firefox(firefox) })
    }

    /// The profile's preferences: names lead to the sandbox, nothing reaches the network, nothing asks or shows itself
    /// that is no part of the job.
    fn preferences(&self) -> String {
        let Self { options, profile, .. } = self;
        let hosts: Map<String, Value> =
            self.extensions().map(|add_on| (add_on.id.clone(), json!(add_on.host))).collect();
        let all: Vec<(&str, Value)> = vec![
            ("marionette.port", json!(0)),
            ("extensions.webextensions.uuids", json!(Value::Object(hosts).to_string())),
            // What an add-on installed for one run has stored would go with it.
            ("extensions.webextensions.keepStorageOnUninstall", json!(true)),
            ("extensions.webextensions.keepUuidOnUninstall", json!(true)),
            ("network.dns.forceResolve", json!("127.0.0.1")),
            ("network.socket.forcePort", json!(format!("443={}", options.https_port))),
            ("network.proxy.type", json!(2)),
            ("network.proxy.autoconfig_url", json!(proxy(&options.hosts))),
            ("network.captive-portal-service.enabled", json!(false)),
            ("network.connectivity-service.enabled", json!(false)),
            ("intl.locale.requested", json!(options.language)),
            ("ui.prefersReducedMotion", json!(1)),
            ("security.notification_enable_delay", json!(0)),
            ("browser.startup.page", json!(0)),
            ("browser.startup.homepage_override.mstone", json!("ignore")),
            ("browser.newtabpage.enabled", json!(false)),
            ("browser.newtab.preload", json!(false)),
            ("browser.aboutwelcome.enabled", json!(false)),
            ("browser.shell.checkDefaultBrowser", json!(false)),
            ("browser.sessionstore.resume_from_crash", json!(false)),
            ("browser.translations.enable", json!(false)),
            ("datareporting.policy.dataSubmissionEnabled", json!(false)),
            ("datareporting.policy.dataSubmissionPolicyBypassNotification", json!(true)),
            ("termsofuse.bypassNotification", json!(true)),
            ("toolkit.telemetry.enabled", json!(false)),
            ("app.normandy.enabled", json!(false)),
            ("app.update.enabled", json!(false)),
            ("extensions.update.enabled", json!(false)),
            ("extensions.getAddons.cache.enabled", json!(false)),
            ("browser.safebrowsing.malware.enabled", json!(false)),
            ("browser.safebrowsing.phishing.enabled", json!(false)),
            // A file is saved without a question.
            ("browser.download.folderList", json!(2)),
            ("browser.download.dir", json!(profile.join(DOWNLOADS))),
            // Every console line is in the browser's own output.
            ("devtools.console.stdout.content", json!(true)),
            ("browser.dom.window.dump.enabled", json!(true)),
        ];
        all.iter().map(|(name, value)| format!("user_pref({}, {value});\n", json!(name))).collect()
    }

    /// Starts the program and waits until it has written its port into the profile.
    async fn run<T>(
        &self,
        command: Command,
        port_file: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<(Program, T)> {
        let port_file = self.profile.join(port_file);
        // A killed browser leaves the old one behind.
        let _ = std::fs::remove_file(&port_file);
        let name = self.extension.browser.name();
        let mut program = Program::start(name, command, &self.logs.path().join("browser.log"), false)?;
        let told = until("the browser's port", async || {
            if program.ended() {
                return Err(BedError::program(name, program.tail()));
            }
            let told = std::fs::read_to_string(&port_file).unwrap_or_default();
            Ok(read(&told).map_or_else(|| Look::wait("no port file"), Look::Done))
        })
        .await?;
        Ok((program, told))
    }
}

/// Firefox's command line. `KEYFOB_FIREFOX` names another browser than `firefox-esr`.
fn firefox(options: &BedOptions, profile: &Path, display: Option<&Display>) -> Command {
    let program = std::env::var_os("KEYFOB_FIREFOX").unwrap_or_else(|| "firefox-esr".into());
    let mut command = Command::new(program);
    let (width, height) = options.window;
    command.args(["--marionette", "--remote-allow-system-access", "--no-remote", "--new-instance"]);
    command.arg("--profile").arg(profile);
    command.args(["--width", &width.to_string(), "--height", &height.to_string()]);
    match display {
        Some(display) => command.env("DISPLAY", display.name()),
        None => command.arg("--headless"),
    };
    // A screen of its own has no session to talk to.
    command.env("MOZ_CRASHREPORTER_DISABLE", "1").env_remove("WAYLAND_DISPLAY").arg("about:blank");
    command
}

/// A proxy script under which the sandbox's hosts and loopback are reached directly and every other host not at all.
fn proxy(hosts: &[String]) -> String {
    let known: Vec<&str> = hosts.iter().map(String::as_str).chain(["127.0.0.1", "localhost"]).collect();
    format!(
        "data:text/plain,function FindProxyForURL(url, host) {{ \
         return {}.some(function (known) {{ return shExpMatch(host, known); }}) ? 'DIRECT' : 'PROXY 127.0.0.1:9'; }}",
        json!(known)
    )
}
