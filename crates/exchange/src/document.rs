//! The export document as JSON: `{"format": "keyfob-export", "version": 1, "export": {…}}`, described in `EXPORT.md`.

use keyfob_sorted::SortedSet;
use std::io::{self, Write};

use keyfob_wire::{Value, Wire};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Care, Entry, ExchangeError, Export, Field, LearnedForm, Place, limits};

/// What every document says of itself.
pub const FORMAT: &str = "keyfob-export";
/// The version that is written, and the latest that is read.
pub const VERSION: u64 = 1;

/// The two words that are read first, so that a document of another kind or version is named as such.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u64,
}

#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    version: u64,
    export: &'a Export,
}

#[derive(Deserialize)]
struct Document {
    export: Export,
}

impl Export {
    /// The document as JSON, in clear: for an encrypted file and for nothing else.
    ///
    /// # Errors
    /// What [`Self::from_json`] would refuse, so that no file is made that cannot be read again.
    pub fn to_json(&self) -> Result<Zeroizing<Vec<u8>>, ExchangeError> {
        self.check()?;
        let json = to_json(&Written { format: FORMAT, version: VERSION, export: self })?;
        if json.len() > limits::FILE { Err(ExchangeError::TooLarge { limit: limits::FILE }) } else { Ok(json) }
    }

    /// Reads a document.
    ///
    /// # Errors
    /// [`ExchangeError::NotOurs`], [`ExchangeError::Version`], [`ExchangeError::Json`], or a limit that is exceeded.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ExchangeError> {
        within(bytes)?;
        let head: Head = serde_json::from_slice(bytes).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => ExchangeError::NotOurs,
            _ => json_error(&error),
        })?;
        if head.format != FORMAT {
            return Err(ExchangeError::NotOurs);
        }
        if head.version != VERSION {
            return Err(ExchangeError::Version { found: head.version, supported: VERSION });
        }
        let Document { export } = from_json(bytes)?;
        export.check()?;
        Ok(export)
    }

    /// The document for the border to the wasm module, in clear, and for nothing else. Limits are looked at there.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        self.to_value().to_bytes()
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`ExchangeError::Failed`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ExchangeError> {
        Value::from_bytes(bytes).and_then(Self::from_value).ok_or(ExchangeError::Failed)
    }

    /// Limits, and that no two records have one id.
    fn check(&self) -> Result<(), ExchangeError> {
        for count in [self.credentials.len(), self.uses.len(), self.tombstones.len(), self.learned.len()] {
            if count > limits::ENTRIES {
                return Err(ExchangeError::TooMany { limit: limits::ENTRIES });
            }
        }
        let mut ids = SortedSet::new();
        for (index, entry) in self.credentials.iter().enumerate() {
            if !ids.insert(entry.id) {
                return Err(ExchangeError::DuplicateId { entry: index + 1 });
            }
            check_entry(entry, Place::Entry(ordinal(index)))?;
        }
        for (index, used) in self.uses.iter().enumerate() {
            let texts = [Some(&used.site), Some(&used.page), used.integration.as_ref(), Some(&used.control)];
            let texts = texts.into_iter().flatten().chain([&used.field]);
            texts.into_iter().try_for_each(|text| short(text, Place::Entry(ordinal(index))))?;
        }
        for (index, form) in self.learned.iter().enumerate().filter_map(|(at, one)| Some((at, one.form.as_ref()?))) {
            check_learned(form, Place::Entry(ordinal(index)))?;
        }
        Ok(())
    }
}

fn check_entry(entry: &Entry, place: Place) -> Result<(), ExchangeError> {
    for count in [entry.fields.len(), entry.history.len(), entry.captured.len()] {
        if count > limits::VALUES {
            return Err(ExchangeError::TooMany { limit: limits::VALUES });
        }
    }
    let optional = [&entry.client, &entry.site, &entry.integration, &entry.account, &entry.region];
    let names = [&entry.provider, &entry.kind, &entry.label];
    names.into_iter().chain(optional.into_iter().flatten()).try_for_each(|text| short(text, place))?;
    let value = |name: &String, field: &Field| {
        short(name, place)?;
        short(field.value.expose(), place)
    };
    entry.fields.iter().try_for_each(|(name, field)| value(name, field))?;
    entry.history.iter().try_for_each(|earlier| value(&earlier.field, &earlier.value))?;
    entry.captured.iter().try_for_each(|origin| short(&origin.page, place))?;
    entry.care.iter().try_for_each(|care| check_care(care, place))?;
    let parts = entry.stamps.iter().flat_map(|stamps| stamps.parts.keys());
    parts.into_iter().try_for_each(|name| short(name, place))
}

fn check_learned(form: &LearnedForm, place: Place) -> Result<(), ExchangeError> {
    if form.fields.len().max(form.query.len()) > limits::VALUES {
        return Err(ExchangeError::TooMany { limit: limits::VALUES });
    }
    let texts = [&form.name, &form.plugin, &form.screen, &form.path].into_iter();
    let texts = texts.chain(form.query.iter().flat_map(|of| [&of.name, &of.value]));
    let fields = form.fields.iter().flat_map(|of| [&of.name, &of.id, &of.data_name, &of.label, &of.kind, &of.field]);
    texts.chain(fields).try_for_each(|text| short(text, place))
}

fn check_care(care: &Care, place: Place) -> Result<(), ExchangeError> {
    let who = care.check.as_ref().map_or(0, |check| check.who.len());
    if who.max(care.dismissed.len()) > limits::VALUES {
        return Err(ExchangeError::TooMany { limit: limits::VALUES });
    }
    let check = care.check.iter().flat_map(|check| [&check.code, &check.called].into_iter().chain(&check.who));
    check.chain(&care.dismissed).try_for_each(|text| short(text, place))
}

/// The position of an entry, from 1 on.
pub(crate) fn ordinal(index: usize) -> u64 {
    u64::try_from(index).map_or(u64::MAX, |index| index.saturating_add(1))
}

/// Refuses a text that is too long.
pub(crate) fn short(text: &str, place: Place) -> Result<(), ExchangeError> {
    if text.len() > limits::TEXT { Err(ExchangeError::TooLong { place, limit: limits::TEXT }) } else { Ok(()) }
}

/// Refuses a file that is too large.
pub(crate) fn within(bytes: &[u8]) -> Result<(), ExchangeError> {
    if bytes.len() > limits::FILE { Err(ExchangeError::TooLarge { limit: limits::FILE }) } else { Ok(()) }
}

/// Counts what is written.
struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes JSON into a buffer of just its length: one that grew would leave pieces of secrets behind.
pub(crate) fn to_json(value: &impl Serialize) -> Result<Zeroizing<Vec<u8>>, ExchangeError> {
    let mut counter = Counter(0);
    serde_json::to_writer(&mut counter, value).map_err(|_| ExchangeError::Failed)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(counter.0));
    serde_json::to_writer(&mut *bytes, value).map_err(|_| ExchangeError::Failed)?;
    Ok(bytes)
}

/// Reads JSON of one shape.
pub(crate) fn from_json<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, ExchangeError> {
    serde_json::from_slice(bytes).map_err(|error| json_error(&error))
}

/// Where the JSON goes wrong. Its own words stay behind: they can quote what the file holds.
fn json_error(error: &serde_json::Error) -> ExchangeError {
    ExchangeError::Json { line: error.line(), column: error.column() }
}
