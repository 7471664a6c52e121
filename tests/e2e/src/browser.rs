//! Which browser a run is about.

use std::path::PathBuf;

use crate::sandbox::repository;

/// A browser that the extension is built for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Browser {
    /// Chromium, driven by its DevTools protocol.
    #[default]
    Chromium,
    /// Firefox, driven by Marionette.
    Firefox,
}

impl Browser {
    /// The browser that the variable `KEYFOB_BROWSER` names; Chromium where it names none.
    #[must_use]
    pub fn asked() -> Self {
        std::env::var("KEYFOB_BROWSER").ok().and_then(|name| Self::named(&name)).unwrap_or_default()
    }

    /// The browser of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Chromium, Self::Firefox].into_iter().find(|one| one.name() == name)
    }

    /// Its name on a command line and in `dist/`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }

    /// The built extension for it.
    #[must_use]
    pub fn extension(self) -> PathBuf {
        repository().join("dist").join(self.name())
    }

    /// A name of its own for pictures of a run: Chromium's is the plain one.
    #[must_use]
    pub fn pictures(self, name: &str) -> String {
        match self {
            Self::Chromium => name.to_owned(),
            Self::Firefox => format!("{name}-firefox"),
        }
    }
}
