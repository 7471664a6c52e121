//! What a person does, step by step, from "this plugin wants an API key" to the filled form: on the real WordPress,
//! in the real popup, panel and dialogs, on the providers' portals.
//!
//! In come the parts of the bed; out come a line and a picture for each step, a count of the person's actions and
//! what was captured and filled. Each step checks what the person sees before going on. It must never know how
//! the extension works inside: it reads what surfaces show and what they themselves are told.

mod constant_contact;
mod disk;
mod dotdigital;
mod error;
mod guide;
mod mailchimp;
mod main_job;
mod manual;
mod report;
mod settings;
mod vault;

use std::path::PathBuf;

use tempfile::TempDir;

pub use constant_contact::{AppType, v2_moves, v3_moves};
pub use disk::{Found, Sought};
pub use dotdigital::DotdigitalPages;
pub use error::{JourneyError, Result};
pub use guide::{Hand, Move, Until, follow, ringed};
pub use mailchimp::mailchimp_moves;
pub use main_job::Outcome;
pub use manual::manual_actions;
pub use report::{Report, Step};
pub use settings::{Filled, SettingsPage, WORDPRESS};
pub use vault::{Kept, PASSPHRASE, kind_slug};

use crate::error::file;
use crate::{Bed, BedOptions, Browser, Sandbox, Screen, Surface, WordPress, repository};

/// The client whose site is worked on.
pub const CLIENT: &str = "Blue Door Bakery";

/// How a journey is set up. Start from [`JourneyOptions::new`].
#[derive(Debug)]
pub struct JourneyOptions {
    /// Which browser.
    pub browser: Browser,
    /// Folder of the unpacked extension.
    pub extension: PathBuf,
    /// Folders of more extensions in the same browser.
    pub beside: Vec<PathBuf>,
    /// Where a picture of each step goes.
    pub pictures: PathBuf,
    /// Which screen.
    pub screen: Screen,
    /// The browser's own password manager is on.
    pub passwords: bool,
    /// Who hears of each step.
    pub report: Report,
}

impl JourneyOptions {
    /// The built extension for [`Browser::asked`], pictures under `target/NAME`, an own screen, lines on standard error.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self::with(Browser::asked(), name)
    }

    /// The same with a browser that was chosen otherwise.
    #[must_use]
    pub fn with(browser: Browser, name: &str) -> Self {
        Self {
            browser,
            extension: browser.extension(),
            beside: Vec::new(),
            pictures: repository().join("target").join(browser.pictures(name)),
            screen: Screen::Own,
            passwords: false,
            report: Report::stderr(),
        }
    }
}

/// Browser, portals and WordPress, and the person in front of them. Dropping it ends all of it.
#[derive(Debug)]
pub struct Journey {
    /// The browser. Before the servers, so that it ends first.
    pub bed: Bed,
    /// The portals.
    pub sandbox: Sandbox,
    /// The client's site.
    pub wordpress: WordPress,
    report: Report,
    state: TempDir,
}

impl Journey {
    /// Starts WordPress, the portals, the screen and the browser with the extension.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when a part is missing or does not start.
    pub async fn start(options: JourneyOptions) -> Result<Self> {
        let state = TempDir::new().map_err(file("a temporary folder"))?;
        let mut report = options.report;
        if options.pictures.exists() {
            std::fs::remove_dir_all(&options.pictures).map_err(file(&options.pictures))?;
        }
        let wordpress = WordPress::start(0, &state.path().join("wordpress")).await?;
        report.say(&format!("WordPress {} is up", wordpress.version));
        let sandbox = Sandbox::start(0, &state.path().join("portals"), Some(wordpress.port)).await?;
        report.say(&format!("the portals are up: {} hosts", sandbox.hosts.len()));
        let mut bed = BedOptions::new(&options.extension, options.browser);
        bed.pictures = options.pictures;
        bed.screen = options.screen;
        bed.hosts.clone_from(&sandbox.hosts);
        bed.https_port = sandbox.https;
        bed.passwords = options.passwords.then(|| sandbox.key.clone());
        bed.beside = options.beside;
        let bed = Bed::start(bed).await?;
        report.say(&format!("{} is up, with the extension in it", bed.browser().name()));
        Ok(Self { bed, sandbox, wordpress, report, state })
    }

    /// A folder for whatever belongs to this journey only; removed with it.
    #[must_use]
    pub fn state(&self) -> &std::path::Path {
        self.state.path()
    }

    /// A step is done: takes a picture of the whole screen and tells it.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when the picture cannot be taken.
    pub async fn done(&mut self, name: &str, what: &str) -> Result<()> {
        let picture = self.report.next(name);
        self.bed.screenshot(&picture).await?;
        self.report.step(what, self.bed.actions().total());
        Ok(())
    }

    /// A step is done: takes a picture of one document and tells it.
    ///
    /// # Errors
    /// [`JourneyError::Bed`] when the picture cannot be taken.
    pub async fn done_on(&mut self, surface: &Surface, name: &str, what: &str) -> Result<()> {
        let picture = self.report.next(name);
        self.bed.screenshot_of(surface, &picture).await?;
        self.report.step(what, self.bed.actions().total());
        Ok(())
    }

    /// Tells something that is no step.
    pub fn say(&mut self, what: &str) {
        self.report.say(what);
    }
}
