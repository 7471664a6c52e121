//! What the bed reads from an unpacked extension: its id and its pages' addresses.

use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::browser::Browser;
use crate::error::{BedError, Result, file};

/// An unpacked extension.
#[derive(Debug, Clone)]
pub struct Extension {
    /// Its folder.
    pub dir: PathBuf,
    /// The browser it is loaded into.
    pub browser: Browser,
    /// Its id: 32 letters from a to p in Chromium, the manifest's own in Firefox.
    pub id: String,
    /// The host of its pages.
    pub(crate) host: String,
    /// The keys that open the popup, in xdotool's words.
    shortcut: String,
    /// Popup, side panel and manager, as the manifest names them.
    popup: Option<String>,
    panel: Option<String>,
    manager: Option<String>,
}

impl Extension {
    /// Reads the manifest as this browser does.
    ///
    /// # Errors
    /// [`BedError::File`] when there is none, [`BedError::Answer`] when it cannot be read.
    pub fn read(dir: &Path, browser: Browser) -> Result<Self> {
        let dir = dir.canonicalize().map_err(file(dir))?;
        let path = dir.join("manifest.json");
        let text = std::fs::read(&path).map_err(file(&path))?;
        let manifest: Value = serde_json::from_slice(&text).map_err(|e| BedError::answer("manifest.json", e))?;
        let page = |section: &str, key: &str| manifest[section][key].as_str().map(str::to_owned);
        let keys = &manifest["commands"]["_execute_action"]["suggested_key"]["default"];
        let gecko = manifest["browser_specific_settings"]["gecko"]["id"].as_str();
        let id = match (browser, gecko, manifest["key"].as_str()) {
            (Browser::Firefox, Some(gecko), _) => gecko.to_owned(),
            (Browser::Firefox, None, _) => return Err(BedError::answer("manifest.json", "no id for Firefox")),
            (Browser::Chromium, _, Some(key)) => {
                letters(&Base64::decode_vec(key).map_err(|e| BedError::answer("manifest.json", e))?)
            }
            (Browser::Chromium, _, None) => letters(dir.as_os_str().as_encoded_bytes()),
        };
        Ok(Self {
            browser,
            host: match browser {
                Browser::Chromium => id.clone(),
                Browser::Firefox => uuid(&id),
            },
            id,
            shortcut: keys.as_str().unwrap_or_default().to_lowercase(),
            popup: page("action", "default_popup"),
            panel: page("side_panel", "default_path").or_else(|| page("sidebar_action", "default_panel")),
            manager: page("options_ui", "page"),
            dir,
        })
    }

    /// The keys that open the popup, in xdotool's words.
    #[must_use]
    pub fn shortcut(&self) -> &str {
        &self.shortcut
    }

    /// Address of one of its files.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        let scheme = match self.browser {
            Browser::Chromium => "chrome-extension",
            Browser::Firefox => "moz-extension",
        };
        format!("{scheme}://{}/{path}", self.host)
    }

    /// Its origin, with a slash at the end.
    #[must_use]
    pub fn origin(&self) -> String {
        self.url("")
    }

    /// Address of the popup.
    ///
    /// # Errors
    /// [`BedError::Answer`] when the manifest names none; so for the panel and the manager.
    pub fn popup(&self) -> Result<String> {
        self.page(self.popup.as_deref(), "popup")
    }

    /// Address of the side panel.
    ///
    /// # Errors
    /// As [`Extension::popup`].
    pub fn panel(&self) -> Result<String> {
        self.page(self.panel.as_deref(), "side panel")
    }

    /// Address of the manager page.
    ///
    /// # Errors
    /// As [`Extension::popup`].
    pub fn manager(&self) -> Result<String> {
        self.page(self.manager.as_deref(), "manager page")
    }

    fn page(&self, path: Option<&str>, what: &str) -> Result<String> {
        path.map(|path| self.url(path)).ok_or_else(|| BedError::answer("manifest.json", format!("no {what}")))
    }
}

/// The first half of the SHA-256 of the key (or of the folder's path), its hex digits written as a to p.
fn letters(seed: &[u8]) -> String {
    let letter = |half: u8| char::from(b'a' + half);
    Sha256::digest(seed).iter().take(16).flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect()
}

/// The host of an add-on's pages in Firefox. The browser draws one for each profile; the bed makes it of the id.
fn uuid(id: &str) -> String {
    let hex: String = Sha256::digest(id).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let part = |range| hex.get(range).unwrap_or_default();
    format!("{}-{}-4{}-8{}-{}", part(0..8), part(8..12), part(13..16), part(17..20), part(20..32))
}
