//! The test bed: the built extension in a real Chromium or Firefox, on a screen of its own, with the real toolbar, popup,
//! side panel and permission dialog, and with the providers' real host names served from loopback.
//!
//! In come a folder with an unpacked extension and the sandbox's ports; out come [`Surface`]s to click and read
//! as a person does, every console line, a count of the person's [`Actions`], pictures, and a search of the
//! profile folder for secrets. It must never wait by the clock, know what the extension looks like inside, or
//! reach past loopback.

mod actions;
mod bed;
mod browser;
mod cdp;
mod console;
mod display;
mod error;
mod extension;
mod find;
mod http;
pub mod journey;
mod launch;
mod marionette;
mod options;
mod passwords;
mod permission;
mod pointer;
mod process;
mod remote;
mod sandbox;
mod scan;
mod surface;
mod wait;
mod webdriver;

pub use actions::{Action, ActionKind, Actions};
pub use bed::Bed;
pub use browser::Browser;
pub use cdp::{Cdp, Target};
pub use console::{Console, ConsoleLine};
pub use display::{Display, Pixels};
pub use error::{BedError, Result};
pub use extension::Extension;
pub use find::Find;
pub use options::{BedOptions, Screen};
pub use process::Program;
pub use remote::Shown;
pub use sandbox::{Sandbox, WordPress, repository};
pub use scan::{Form, Hit, scan_bytes, scan_profile};
pub use surface::Surface;
pub use wait::{DEADLINE, Look, until, until_within};
pub use webdriver::Driver;
