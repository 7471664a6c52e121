//! The browser's own password manager, where [`crate::BedOptions::passwords`] turns it on.

use serde_json::json;

use crate::bed::Bed;
use crate::error::{BedError, Result};
use crate::remote::Remote;

impl Bed {
    /// Saves a login in Firefox's own password manager; Chromium's can be reached by the mouse only.
    ///
    /// # Errors
    /// [`BedError::Refused`] in Chromium, or when it is not taken.
    pub async fn keep_login(&self, origin: &str, username: &str, password: &str) -> Result<()> {
        match &self.remote {
            Remote::Chromium(_) => {
                Err(BedError::Refused { method: "keepLogin".to_owned(), message: "Firefox only".to_owned() })
            }
            Remote::Firefox(firefox) => firefox.call("keepLogin", json!([origin, username, password])).await.map(drop),
        }
    }
}
