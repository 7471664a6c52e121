//! What is left on the disk after a power cut: every kept value is looked for in the whole profile folder.

use std::collections::BTreeMap;
use std::path::Path;

use crate::journey::{Journey, Kept, PASSPHRASE, Result};
use crate::{Hit, scan_bytes, scan_profile};

/// A value to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// What it is: kind and field.
    pub name: String,
    /// Whether the vault calls it secret. What is not is an identifier that providers put into addresses.
    pub secret: bool,
    value: String,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// How often a secret value is in clear in the profile folder.
    pub secret_hits: usize,
    /// How often Firefox has one in an answer that a site's own page asked for and did not forbid to store.
    pub cached_answers: usize,
    /// How often one is on a console or in the browser's own log.
    pub spoken_hits: usize,
    /// One line for each value and file.
    pub lines: Vec<String>,
}

impl Sought {
    /// All fields of what was kept. `public` names fields that are no secret, as `kind field`.
    #[must_use]
    pub fn all(kept: &[Kept], public: &[String]) -> Vec<Self> {
        let fields = kept.iter().flat_map(|one| one.fields.iter().map(move |field| (&one.kind, field)));
        let mut all: Vec<Self> = fields
            .map(|(kind, (field, value))| {
                let name = format!("{kind} {field}");
                Self { secret: !public.contains(&name), name, value: value.clone() }
            })
            .collect();
        all.push(Self { name: "the passphrase".to_owned(), secret: true, value: PASSPHRASE.to_owned() });
        all
    }
}

impl Journey {
    /// Kills the browser as a power cut would and searches its profile folder, every console line and its log.
    ///
    /// # Errors
    /// [`crate::journey::JourneyError::Bed`] when something cannot be read.
    pub async fn power_cut(&mut self, sought: &[Sought]) -> Result<Found> {
        self.bed.sigkill().await?;
        let values: Vec<&str> = sought.iter().map(|one| one.value.as_str()).collect();
        let mut found = Found::default();
        for (hit, times) in by_file(&scan_profile(self.bed.profile(), &values)?) {
            let Some(one) = sought.get(hit.value) else { continue };
            let packed = hit.packed.as_deref().map(|packed| format!(", in {packed}")).unwrap_or_default();
            let place = format!("{} ({:?}{packed}) x{times}", hit.file.display(), hit.encoding);
            if one.secret && in_page_cache(self.bed.profile(), hit) {
                found.cached_answers += times;
                found.lines.push(format!("the provider's own answer to its page, in the cache: {}: {place}", one.name));
            } else if one.secret {
                found.secret_hits += times;
                found.lines.push(format!("SECRET IN CLEAR: {}: {place}", one.name));
            } else {
                let what = "public identifier, put into an address by the provider";
                found.lines.push(format!("{what}: {}: {place}", one.name));
            }
        }
        let secrets: Vec<&str> = sought.iter().filter(|one| one.secret).map(|one| one.value.as_str()).collect();
        let console: Vec<String> = self.bed.console().lines().into_iter().map(|line| line.text).collect();
        let log = std::fs::read(self.bed.browser_log()).unwrap_or_default();
        for (name, text) in [("console", console.join("\n").into_bytes()), ("browser.log", log)] {
            let hits = scan_bytes(Path::new(name), &text, &secrets)?.len();
            found.spoken_hits += hits;
            if hits > 0 {
                found.lines.push(format!("SECRET IN CLEAR: {name} x{hits}"));
            }
        }
        Ok(found)
    }
}

/// Whether it is in an entry of Firefox's HTTP cache that belongs to a page of a web site. Firefox keeps answers to
/// POST too, unless the server says `no-store`, and names in each entry's key the site whose page asked: an answer to
/// the extension would not bear one.
fn in_page_cache(profile: &Path, hit: &Hit) -> bool {
    const SITE: &[u8] = b"O^partitionKey=%28https%2C";
    let entry = || std::fs::read(profile.join(&hit.file)).unwrap_or_default();
    hit.file.starts_with("cache2/entries") && entry().windows(SITE.len()).any(|part| part == SITE)
}

/// The first hit of each value, file and form, and how many there are.
fn by_file(hits: &[Hit]) -> Vec<(&Hit, usize)> {
    let mut groups: BTreeMap<(usize, &Path, String), (&Hit, usize)> = BTreeMap::new();
    for hit in hits {
        let key = (hit.value, hit.file.as_path(), format!("{:?} {:?}", hit.encoding, hit.packed));
        groups.entry(key).or_insert((hit, 0)).1 += 1;
    }
    groups.into_values().collect()
}
