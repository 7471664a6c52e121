//! The hybrid logical clock, and the stamps by which two copies of a record can be merged field by field: the later stamp wins.

use crate::{Care, Credential, DeviceId, FieldValue, Summary};
use keyfob_sorted::{SortedMap, SortedSet};

/// One moment on one device. Ordered by time, then count, then device: a total order over all devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// Milliseconds since the Unix epoch, never running backwards.
    pub wall: u64,
    /// Counts within one millisecond.
    pub count: u32,
    /// Who.
    pub device: DeviceId,
}

impl Stamp {
    /// The next moment on `device`, later than this one even if the wall clock was set back.
    pub(crate) fn next(self, now: u64, device: DeviceId) -> Self {
        if now > self.wall {
            return Self { wall: now, count: 0, device };
        }
        match self.count.checked_add(1) {
            Some(count) => Self { wall: self.wall, count, device },
            None => Self { wall: self.wall.saturating_add(1), count: 0, device },
        }
    }
}

/// The stamp of every part of a record: one for all, and the exceptions. A name under which there is no value any more is the tombstone of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamps {
    /// Of every part that is not named below, absent fields included.
    pub base: Stamp,
    /// By the name of the part: an attribute's, or `field/` and a field's.
    pub parts: SortedMap<String, Stamp>,
}

impl Stamps {
    /// Everything at once.
    pub(crate) fn new(base: Stamp) -> Self {
        Self { base, parts: SortedMap::new() }
    }

    /// A part's stamp.
    #[must_use]
    pub fn of(&self, part: &str) -> Stamp {
        self.parts.get(part).copied().unwrap_or(self.base)
    }

    /// The latest of them.
    #[must_use]
    pub fn latest(&self) -> Stamp {
        self.parts.values().copied().fold(self.base, Stamp::max)
    }

    /// The later of each part.
    pub(crate) fn merge(&self, other: &Self) -> Self {
        let base = self.base.max(other.base);
        let named = self.parts.keys().chain(other.parts.keys());
        let merged = named.map(|part| (part.clone(), self.of(part).max(other.of(part))));
        Self { base, parts: merged.filter(|(_, stamp)| *stamp != base).collect() }
    }

    /// With the named parts changed at `stamp`.
    pub(crate) fn touched(&self, names: SortedSet<String>, stamp: Stamp) -> Self {
        let mut next = self.clone();
        next.parts.extend(names.into_iter().map(|name| (name, stamp)));
        next
    }
}

/// Keyed digests of the secret fields' values, by which a change is seen without keeping the values.
pub(crate) type Marks = SortedMap<String, [u8; 16]>;

/// The names of the parts in which a new revision differs from the summary of the last one.
pub(crate) fn changed(old: &Summary, old_marks: &Marks, new: &Credential, new_marks: &Marks) -> SortedSet<String> {
    let mut names = SortedSet::new();
    let mut part = |name: &str, same: bool| {
        if !same {
            names.insert(name.to_owned());
        }
    };
    part("provider", old.provider == new.provider);
    part("kind", old.kind == new.kind);
    part("label", old.label == new.label);
    part("client", old.client == new.client);
    part("site", old.site == new.site);
    part("integration", old.integration == new.integration);
    part("account", old.account == new.account);
    part("region", old.region == new.region);
    part("issued_at", old.issued_at == new.issued_at);
    part("expires_at", old.expires_at == new.expires_at);
    part("captured", old.captured == new.captured);
    part("linked", old.linked == new.linked);
    part("trashed_at", old.trashed_at == new.trashed_at);
    // No `..`: a note that is added later has to be thought of here.
    let Care { check, connection, rotation, off, dismissed } = &old.care;
    part("check", *check == new.care.check);
    part("connection", *connection == new.care.connection);
    part("rotation", *rotation == new.care.rotation);
    part("off", *off == new.care.off);
    part("dismissed", *dismissed == new.care.dismissed);
    for (name, value) in &new.fields {
        let same = match (old.field(name), value) {
            (Some(hint), FieldValue::Public(text)) => hint.public.as_ref() == Some(text),
            (Some(hint), FieldValue::Secret(_)) => hint.secret && old_marks.get(name) == new_marks.get(name),
            (None, _) => false,
        };
        part(&field_part(name), same);
    }
    for hint in &old.fields {
        part(&field_part(&hint.name), new.fields.contains_key(&hint.name));
    }
    names
}

/// The part that is stamped when earlier values are purged.
pub(crate) const HISTORY_PART: &str = "history";

/// The name of a field's part; attributes have no slash in theirs.
pub(crate) fn field_part(name: &str) -> String {
    format!("field/{name}")
}

/// A credential for the tests.
#[cfg(test)]
pub(crate) fn sample() -> Credential {
    let secret = |text: &str| FieldValue::Secret(crate::Secret::new(text.to_owned()));
    let public = |text: &str| FieldValue::Public(text.to_owned());
    let fields = [("a", secret("one")), ("b", public("two"))];
    Credential {
        id: crate::RecordId::from_bytes([1; 16]),
        provider: "p".to_owned(),
        kind: "p/k".to_owned(),
        label: "l".to_owned(),
        client: None,
        site: None,
        integration: None,
        account: None,
        fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        history: Vec::new(),
        region: None,
        issued_at: None,
        expires_at: None,
        captured: Vec::new(),
        linked: None,
        created_at: 1,
        updated_at: 1,
        trashed_at: None,
        care: Care::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: DeviceId = DeviceId::from_bytes([1; 16]);

    #[test]
    fn stamps_rise_even_if_the_wall_clock_falls() {
        let mut stamp = Stamp { wall: 0, count: 0, device: HERE };
        for now in [100, 100, 100, 50, 101, 0, u64::MAX, 7] {
            let next = stamp.next(now, HERE);
            assert!(next > stamp, "{next:?} after {stamp:?}");
            stamp = next;
        }
    }

    #[test]
    fn a_full_count_runs_into_the_next_millisecond() {
        let full = Stamp { wall: 5, count: u32::MAX, device: HERE };
        assert_eq!(full.next(5, HERE), Stamp { wall: 6, count: 0, device: HERE });
    }

    fn difference(new: &Credential, new_mark: u8) -> Vec<String> {
        let marks = |mark: u8| Marks::from([("a".to_owned(), [mark; 16])]);
        changed(&Summary::of(&sample(), 1), &marks(1), new, &marks(new_mark)).into_iter().collect()
    }

    #[test]
    fn only_what_changed_gets_a_new_stamp() {
        assert!(difference(&sample(), 1).is_empty());
        assert_eq!(difference(&sample(), 2), ["field/a"]);
        let relabelled = Credential { label: "m".to_owned(), expires_at: Some(9), ..sample() };
        assert_eq!(difference(&relabelled, 1), ["expires_at", "label"]);
        let mut fields = sample();
        fields.fields.remove("b");
        fields.fields.insert("c".to_owned(), FieldValue::Public("three".to_owned()));
        assert_eq!(difference(&fields, 1), ["field/b", "field/c"]);
        let mut opened = sample();
        opened.fields.insert("a".to_owned(), FieldValue::Public("one".to_owned()));
        assert_eq!(difference(&opened, 1), ["field/a"]);
    }

    #[test]
    fn a_touched_part_is_later_than_the_rest() {
        let first = Stamp { wall: 1, count: 0, device: HERE };
        let later = first.next(2, HERE);
        let stamps = Stamps::new(first).touched(SortedSet::from(["label".to_owned()]), later);
        assert_eq!((stamps.base, stamps.parts.get("label"), stamps.parts.get("site")), (first, Some(&later), None));
    }
}
