//! One manifest source, one manifest for each browser. In `extension/manifest.json` a key or a list
//! entry that begins with `chromium:` or `firefox:` belongs to that browser alone; everything else is
//! shared. The version comes from the workspace.

use serde_json::{Map, Value};

/// A browser that an extension is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Chromium and what is built on it.
    Chromium,
    /// Firefox.
    Firefox,
}

impl Browser {
    /// Both, in the order they are built.
    pub const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// The name of the folder in `dist/` and the prefix in the manifest source.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }
}

/// The extension id that Chromium derives from the manifest's `key` (SHA-256 of the public key, first
/// 16 bytes, `a` to `p` for each half byte). Redirect addresses of the OAuth flows are built on it:
/// `https://<id>.chromiumapp.org/`. A tidy check derives it anew.
pub const CHROMIUM_ID: &str = "ebgcffkepjoapbmakhpknjkbookaamdh";

/// The add-on id that Firefox reads from `browser_specific_settings`.
pub const FIREFOX_ID: &str = "keyfob@keyfob.example";

/// The manifest of one browser, from the shared source.
#[must_use]
pub fn for_browser(source: &Value, browser: Browser, version: &str) -> Value {
    let mut manifest = select(source, browser);
    if let Value::Object(members) = &mut manifest {
        members.insert("version".to_owned(), Value::String(version.to_owned()));
    }
    manifest
}

/// What is left of a value for this browser, at any depth.
fn select(value: &Value, browser: Browser) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .filter_map(|(key, member)| Some((own(key, browser)?.to_owned(), select(member, browser))))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(entries) => Value::Array(
            entries
                .iter()
                .filter_map(|entry| match entry {
                    Value::String(text) => Some(Value::String(own(text, browser)?.to_owned())),
                    other => Some(select(other, browser)),
                })
                .collect(),
        ),
        other => other.clone(),
    }
}

/// The text without its prefix, or nothing if it belongs to another browser.
fn own(text: &str, browser: Browser) -> Option<&str> {
    for candidate in Browser::ALL {
        if let Some(rest) = text.strip_prefix(candidate.name()).and_then(|rest| rest.strip_prefix(':')) {
            return (candidate == browser).then_some(rest);
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::{Browser, for_browser};
    use serde_json::json;

    #[test]
    fn each_browser_gets_its_own_and_the_shared_parts() {
        let source = json!({
            "name": "n",
            "chromium:key": "k",
            "background": { "chromium:service_worker": "b.js", "firefox:scripts": ["b.js"] },
            "permissions": ["storage", "chromium:sidePanel"],
        });
        assert_eq!(
            for_browser(&source, Browser::Chromium, "1.2.3"),
            json!({
                "name": "n",
                "key": "k",
                "background": { "service_worker": "b.js" },
                "permissions": ["storage", "sidePanel"],
                "version": "1.2.3",
            })
        );
        assert_eq!(
            for_browser(&source, Browser::Firefox, "1.2.3"),
            json!({
                "name": "n",
                "background": { "scripts": ["b.js"] },
                "permissions": ["storage"],
                "version": "1.2.3",
            })
        );
    }
}
