//! What foreign items become: credentials to be, each with what it was recognised by, for a preview that shows no value.

use core::fmt;
use keyfob_sorted::SortedMap;

use crate::{Field, Format, Place, Skipped};

/// What would be imported, for a person to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The file's format.
    pub format: Format,
    /// What was found: the recognised first, each part in the file's order.
    pub found: Vec<Found>,
    /// What was not taken, and why.
    pub skipped: Vec<Skipped>,
}

/// A credential to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it stands in the file; of several values the first.
    pub place: Place,
    /// Its title there, or the variable's name; the name that is proposed for it.
    pub title: String,
    /// The provider's slug, where it was recognised.
    pub provider: Option<&'static str>,
    /// The kind's id, where it was recognised.
    pub kind: Option<&'static str>,
    /// The values: by the kind's field names, or by those of the file where the kind is not known.
    pub fields: SortedMap<String, Field>,
    /// Fields of the kind that the file does not hold and that are needed.
    pub missing: Vec<&'static str>,
    /// The region or data centre that stands in a value.
    pub region: Option<String>,
    /// The user name that stands beside it, where it is no field of the kind.
    pub username: Option<String>,
    /// The address that stands beside it.
    pub url: Option<String>,
    /// What it was recognised by.
    pub why: Why,
    /// How sure, 0 to 100.
    pub confidence: u8,
}

/// What something was recognised by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The value's shape, with the words and the address beside it.
    Value,
    /// The variable's name, which a recipe lists.
    Variable,
    /// It stood in free text.
    Notes,
    /// Nothing: the person has to say what it is.
    Unknown,
}

/// What may be shown of a value.
#[derive(Clone, PartialEq, Eq)]
pub struct Hint {
    /// The field's name.
    pub name: String,
    /// Whether its value is secret.
    pub secret: bool,
    /// The value's length in characters.
    pub length: usize,
    /// The last four characters of a secret of at least twelve. For extension pages only.
    pub tail: Option<String>,
    /// The value, if it is not secret.
    pub public: Option<String>,
}

impl fmt::Debug for Hint {
    /// Without the tail: four characters of a secret have no place in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hint")
            .field("name", &self.name)
            .field("secret", &self.secret)
            .field("length", &self.length)
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

/// What may be shown of `fields`, in the order of their names.
#[must_use]
pub fn hints(fields: &SortedMap<String, Field>) -> Vec<Hint> {
    let hint = |(name, field): (&String, &Field)| Hint {
        name: name.clone(),
        secret: field.secret,
        length: field.value.len(),
        tail: field.value.tail().filter(|_| field.secret).map(str::to_owned),
        public: (!field.secret).then(|| field.value.expose().to_owned()),
    };
    fields.iter().map(hint).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_shows_the_end_of_a_long_secret_only_and_no_log_shows_that() {
        let long = ["0123456789abcdef0123456789abcdef", "-us21"].concat();
        let fields = SortedMap::from([
            ("api_key".to_owned(), Field::secret(long.clone())),
            ("client_id".to_owned(), Field::public("public words".to_owned())),
            ("password".to_owned(), Field::secret("short".to_owned())),
        ]);
        let hints = hints(&fields);
        assert_eq!(hints[0].tail.as_deref(), Some("us21"));
        assert_eq!((hints[0].length, hints[0].public.as_deref()), (37, None));
        assert_eq!((hints[1].tail.as_deref(), hints[1].public.as_deref()), (None, Some("public words")));
        assert_eq!((hints[2].tail.as_deref(), hints[2].length), (None, 5));
        let log = format!("{hints:?} {fields:?}");
        assert!(!log.contains("us21") && !log.contains("short") && !log.contains("0123"), "{log}");
    }
}
