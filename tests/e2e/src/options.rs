//! What a bed is made of, and how its browser is started.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::browser::Browser;
use crate::extension::Extension;

/// Which screen the browser is shown on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Screen {
    /// A screen of the bed's own, if Xvfb, openbox, xdotool and imagemagick are there; else none (headless).
    #[default]
    Own,
    /// A display that is there already, such as `:0`.
    Existing(String),
    /// None: the browser's headless mode. No popup by shortcut, no permission dialog; in Firefox no mouse either.
    Headless,
}

/// Settings of a bed. Start from [`BedOptions::new`].
#[derive(Debug, Clone)]
pub struct BedOptions {
    /// Which browser.
    pub browser: Browser,
    /// Folder of the unpacked extension.
    pub extension: PathBuf,
    /// Folders of more extensions in the same browser.
    pub beside: Vec<PathBuf>,
    /// Folder of the browser's profile, kept afterwards. `None`: one that is removed with the bed.
    pub profile: Option<PathBuf>,
    /// Where screenshots go.
    pub pictures: PathBuf,
    /// Which screen.
    pub screen: Screen,
    /// Host patterns (`*.mailchimp.com`) that are served by the sandbox. Every other host is unknown.
    pub hosts: Vec<String>,
    /// The sandbox's TLS port for them.
    pub https_port: u16,
    /// The browser's own password manager is on, as it is for a person. Chromium's works on pages without an error of
    /// their certificate only: [`crate::Sandbox::key`] names the one that counts as good. Else it is off, since its
    /// offers lie over the page.
    pub passwords: Option<String>,
    /// Window size in pixels.
    pub window: (u32, u32),
    /// The browser's language, such as `en-US`.
    pub language: String,
    /// Whether the console of Chromium's worker is kept. A watched worker does not go idle by itself;
    /// [`crate::Bed::kill_worker`] ends it either way.
    pub watch_worker: bool,
}

impl BedOptions {
    /// Defaults for an extension in a folder.
    #[must_use]
    pub fn new(extension: &Path, browser: Browser) -> Self {
        Self {
            browser,
            extension: extension.to_owned(),
            beside: Vec::new(),
            profile: None,
            pictures: PathBuf::from("target/run"),
            screen: Screen::default(),
            hosts: Vec::new(),
            https_port: 8443,
            passwords: None,
            window: (1240, 860),
            language: "en-US".to_owned(),
            watch_worker: true,
        }
    }

    /// Chromium's command line. `KEYFOB_CHROMIUM` names another browser than `chromium`.
    pub(crate) fn chromium<'a>(
        &self,
        extensions: impl Iterator<Item = &'a Extension>,
        profile: &Path,
        display: Option<&str>,
    ) -> Command {
        let program = std::env::var_os("KEYFOB_CHROMIUM").unwrap_or_else(|| "chromium".into());
        let mut command = Command::new(program);
        let dirs: Vec<String> = extensions.map(|extension| extension.dir.display().to_string()).collect();
        let dirs = dirs.join(",");
        let (width, height) = self.window;
        command.args([
            format!("--user-data-dir={}", profile.display()),
            format!("--load-extension={dirs}"),
            format!("--disable-extensions-except={dirs}"),
            format!("--host-resolver-rules={}", self.resolver_rules()),
            format!("--window-size={width},{height}"),
            format!("--lang={}", self.language),
        ]);
        command.args([
            "--remote-debugging-port=0",
            "--ignore-certificate-errors",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-breakpad",
            "--disable-gpu",
            "--disable-features=Translate,OptimizationHints,MediaRouter",
            "--no-first-run",
            "--no-default-browser-check",
            "--hide-crash-restore-bubble",
            "--password-store=basic",
            "--window-position=0,0",
            // No bar that complains about the switches above; it would push the page down.
            "--test-type",
        ]);
        if let Some(key) = &self.passwords {
            command.arg(format!("--ignore-certificate-errors-spki-list={key}"));
        }
        // Chromium's own sandbox refuses to run as root, which build machines often are.
        if rustix::process::geteuid().is_root() {
            command.arg("--no-sandbox");
        }
        match display {
            Some(display) => command.env("DISPLAY", display),
            None => command.arg("--headless=new"),
        };
        command.env("LANGUAGE", self.language.replace('-', "_"));
        command.arg("about:blank");
        command
    }

    fn resolver_rules(&self) -> String {
        let mut rules: Vec<String> =
            self.hosts.iter().map(|host| format!("MAP {host}:443 127.0.0.1:{}", self.https_port)).collect();
        // Whatever is not mapped is unknown: nothing on the bed reaches the network.
        rules.push("MAP * ~NOTFOUND".to_owned());
        rules.extend(["EXCLUDE 127.0.0.1", "EXCLUDE localhost"].map(str::to_owned));
        rules.join(", ")
    }
}

/// Whether a program is on the path.
pub(crate) fn installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|dir| dir.join(program).is_file())
}
