//! Merging two copies of a vault without loss. A [`Replica`] is what a copy knows: for each record its parts with their stamps, or that it was deleted. Merging takes the later of each part; the order and the grouping of merges do not matter, and merging the same twice changes nothing (a join semilattice, section 10 of `FORMAT.md`).

mod apply;

use crate::{
    Care, Credential, Earlier, FieldValue, HISTORY_MAX, Lesson, RecordId, Stamp, Stamps, Use,
    clock::{HISTORY_PART, field_part},
    credential::bare_page,
};
use keyfob_sorted::{SortedMap, SortedSet, sort_by};

pub use apply::{Change, Merged};

/// One record as a copy knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Kept beside a later deletion too, until a vault takes the version over: merging stays independent of the order.
    content: Option<Content>,
    /// Dropped once the content has a later stamp, since that can only grow.
    deleted: Option<Stamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Content {
    credential: Credential,
    stamps: Stamps,
}

/// What holds for a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// It is there.
    Live(&'a Credential, &'a Stamps),
    /// It was deleted at this stamp.
    Deleted(Stamp),
}

impl Version {
    /// A record that is there. Page addresses are cut to what may be kept.
    #[must_use]
    pub fn live(mut credential: Credential, mut stamps: Stamps) -> Self {
        for origin in &mut credential.captured {
            origin.page = bare_page(&origin.page);
        }
        let base = stamps.base;
        stamps.parts.retain(|_, stamp| *stamp != base);
        credential.history = newest(credential.history);
        Self { content: Some(Content { credential, stamps }), deleted: None }
    }

    /// A record that was deleted.
    #[must_use]
    pub fn deleted(stamp: Stamp) -> Self {
        Self { content: None, deleted: Some(stamp) }
    }

    /// The rule of deletion against edit: a deletion wins over every edit up to its stamp; one later edit, by the
    /// stamps, and the whole record is there again.
    #[must_use]
    pub fn standing(&self) -> Option<Standing<'_>> {
        match (&self.content, self.deleted) {
            (Some(content), None) => Some(Standing::Live(&content.credential, &content.stamps)),
            (_, Some(stamp)) => Some(Standing::Deleted(stamp)),
            (None, None) => None,
        }
    }

    /// What both know.
    #[must_use]
    pub fn merge(&self, other: &Self) -> Self {
        let content = match (&self.content, &other.content) {
            (Some(a), Some(b)) => Some(a.merge(b)),
            (a, b) => a.as_ref().or(b.as_ref()).cloned(),
        };
        let revived = |stamp: &Stamp| content.as_ref().is_some_and(|content| content.stamps.latest() > *stamp);
        let deleted = self.deleted.max(other.deleted).filter(|stamp| !revived(stamp));
        Self { content, deleted }
    }

    fn history(&self) -> Option<&[Earlier]> {
        self.content.as_ref().map(|content| content.credential.history.as_slice())
    }

    /// The latest stamp in it.
    fn latest(&self) -> Option<Stamp> {
        self.deleted.max(self.content.as_ref().map(|content| content.stamps.latest()))
    }
}

impl Content {
    /// Part by part, the later stamp; equal stamps (only of a forged copy) are decided by the value, so that the order
    /// does not.
    fn merge(&self, other: &Self) -> Self {
        let (a, b) = (&self.credential, &other.credential);
        let stamps = self.stamps.merge(&other.stamps);
        let fields = self.merge_fields(other);
        // No `..`: an attribute that is added later has to be thought of here.
        macro_rules! pick {
            ($($name:ident),*; $($note:ident),*) => {{
                let Credential {
                    id: _, $($name: _,)* care: Care { $($note: _,)* }, fields: _, history: _, created_at: _, updated_at: _
                } = a;
                Credential {
                    id: a.id,
                    $($name: {
                        let name = stringify!($name);
                        let first = (self.stamps.of(name), &a.$name) >= (other.stamps.of(name), &b.$name);
                        if first { a.$name.clone() } else { b.$name.clone() }
                    },)*
                    care: Care {
                        $($note: {
                            let name = stringify!($note);
                            let first =
                                (self.stamps.of(name), &a.care.$note) >= (other.stamps.of(name), &b.care.$note);
                            if first { a.care.$note.clone() } else { b.care.$note.clone() }
                        },)*
                    },
                    history: self.merge_history(other, &fields, stamps.of(HISTORY_PART)),
                    fields,
                    // Of the copy that was made, and of the one that was changed, last.
                    created_at: (self.stamps.base, a.created_at).max((other.stamps.base, b.created_at)).1,
                    updated_at: (self.stamps.latest(), a.updated_at).max((other.stamps.latest(), b.updated_at)).1,
                }
            }};
        }
        let credential = pick!(
            provider,
            kind,
            label,
            client,
            site,
            integration,
            account,
            region,
            issued_at,
            expires_at,
            captured,
            linked,
            trashed_at;
            check,
            connection,
            rotation,
            off,
            dismissed
        );
        Self { credential, stamps }
    }

    /// A field that is not there has its tombstone's stamp, or the base stamp.
    fn merge_fields(&self, other: &Self) -> SortedMap<String, FieldValue> {
        let names: SortedSet<_> = self.credential.fields.keys().chain(other.credential.fields.keys()).collect();
        let of = |content: &Self, name: &str| content.stamps.of(&field_part(name));
        let pick = |name: &String| {
            let (a, b) = (self.credential.fields.get(name), other.credential.fields.get(name));
            let first = match of(self, name).cmp(&of(other, name)) {
                core::cmp::Ordering::Equal if a != b => ranked(a) > ranked(b),
                order => order.is_ge(),
            };
            Some((name.clone(), if first { a } else { b }?.clone()))
        };
        names.into_iter().filter_map(pick).collect()
    }

    /// The earlier values of both, and the values that lost to a later one: two devices may have replaced the same
    /// field, and nothing that a provider shows once is dropped. `purged` is the later of their `history` stamps: the
    /// copy that bears it keeps all its earlier values, of anything else only what ended since then comes in.
    fn merge_history(&self, other: &Self, fields: &SortedMap<String, FieldValue>, purged: Stamp) -> Vec<Earlier> {
        let mut all = Vec::new();
        for content in [self, other] {
            let whole = content.stamps.of(HISTORY_PART) == purged;
            let history = content.credential.history.iter();
            all.extend(history.filter(|earlier| whole || earlier.until > purged.wall).cloned());
            for (name, value) in &content.credential.fields {
                let until = content.stamps.of(&field_part(name)).wall.saturating_add(1);
                if fields.get(name) != Some(value) && until > purged.wall {
                    all.push(Earlier { field: name.clone(), value: value.clone(), until });
                }
            }
        }
        newest(all)
    }
}

/// Earlier values as they are kept: each once, newest first, a bounded number.
fn newest(history: impl IntoIterator<Item = Earlier>) -> Vec<Earlier> {
    let mut history: Vec<_> = history.into_iter().collect();
    sort_by(&mut history, |a, b| {
        (b.until, &b.field, ranked(Some(&b.value))).cmp(&(a.until, &a.field, ranked(Some(&a.value))))
    });
    let mut kept: Vec<Earlier> = Vec::new();
    for earlier in history {
        let known = |other: &Earlier| other.field == earlier.field && other.value == earlier.value;
        if kept.len() < HISTORY_MAX && !kept.iter().any(known) {
            kept.push(earlier);
        }
    }
    kept
}

/// A value's place among values with the same stamp.
fn ranked(value: Option<&FieldValue>) -> Option<(bool, &str)> {
    value.map(|value| (value.is_secret(), value.expose()))
}

/// What one copy of a vault knows: its records, also the deleted ones, where credentials were used, and what was taught.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replica {
    records: SortedMap<RecordId, Box<Version>>,
    uses: SortedMap<RecordId, Box<Use>>,
    learned: SortedMap<RecordId, Box<Lesson>>,
}

impl Replica {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a record under its id; one that is there already is merged with it.
    pub fn add(&mut self, id: RecordId, mut version: Version) {
        if let Some(content) = &mut version.content {
            content.credential.id = id;
        }
        let merged = match self.records.get(&id) {
            Some(known) => known.merge(&version),
            None => version,
        };
        self.records.insert(id, Box::new(merged));
    }

    /// Adds a use. Of two with one id the later stays. The page's address is cut to what may be kept.
    pub fn add_use(&mut self, mut used: Use) {
        used.page = bare_page(&used.page);
        match self.uses.get(&used.id) {
            Some(known) if use_rank(known) >= use_rank(&used) => {}
            _ => drop(self.uses.insert(used.id, Box::new(used))),
        }
    }

    /// Adds a taught form, or that it was deleted. Of two with one id the later stays.
    pub fn add_learned(&mut self, id: RecordId, lesson: Lesson) {
        match self.learned.get(&id) {
            Some(known) if **known >= lesson => {}
            _ => drop(self.learned.insert(id, Box::new(lesson))),
        }
    }

    /// Its taught forms, deleted ones too, in the order of their ids.
    pub fn learned(&self) -> impl ExactSizeIterator<Item = (RecordId, &Lesson)> {
        self.learned.iter().map(|(id, lesson)| (*id, &**lesson))
    }

    /// Its records, in the order of their ids.
    pub fn records(&self) -> impl ExactSizeIterator<Item = (RecordId, &Version)> {
        self.records.iter().map(|(id, version)| (*id, &**version))
    }

    /// Its uses, in the order of their ids.
    pub fn uses(&self) -> impl ExactSizeIterator<Item = &Use> {
        self.uses.values().map(|used| &**used)
    }

    /// What both know.
    #[must_use]
    pub fn merge(&self, other: &Self) -> Self {
        let mut merged = self.clone();
        for (id, version) in &other.records {
            merged.add(*id, Version::clone(version));
        }
        for used in other.uses.values() {
            merged.add_use(Use::clone(used));
        }
        for (id, lesson) in &other.learned {
            merged.add_learned(*id, Lesson::clone(lesson));
        }
        merged
    }

    /// The latest stamp in it.
    #[must_use]
    pub fn latest(&self) -> Option<Stamp> {
        let taught = self.learned.values().map(|lesson| lesson.stamp);
        self.records.values().filter_map(|version| version.latest()).chain(taught).max()
    }
}

/// The order of two uses with one id: by time; the rest only so that the order of merging does not decide.
fn use_rank(used: &Use) -> impl Ord + '_ {
    (used.at, used.outcome, used.credential, &used.site, &used.page, &used.integration, &used.control, &used.field)
}
