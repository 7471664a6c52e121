//! Weighs what a token could be: shape, host and label together.

use crate::index::{Entry, Index, SCHEME, classes};
use crate::label::{Reader, Reading};
use crate::{Context, Doubt, Found};
use keyfob_recipes::{Kind, PROVIDERS, Provider, Shape};
use std::ops::Range;

/// Judges tokens of one text, in order.
pub struct Ranker<'a> {
    pub index: &'static Index,
    host: &'a str,
    /// On whose portals the text stands; one host may serve several providers of ours.
    portals: Vec<&'static Provider>,
    /// Whether a guide of a portal leads to this very host.
    settled: bool,
    reader: Reader,
    /// Bytes looked at, for the proof that the work is linear.
    pub steps: u64,
}

/// How well a token fits, before it is compared with the others.
struct Fit {
    entry: u16,
    score: u8,
}

impl<'a> Ranker<'a> {
    pub fn new(context: &Context<'a>) -> Self {
        let host = context.host.unwrap_or_default();
        let portals: Vec<_> = PROVIDERS.iter().filter(|p| p.owns(host)).collect();
        let settled = portals.iter().flat_map(|p| p.kinds).any(|k| at_home(k, host));
        let index = Index::get();
        Self { index, host, portals, settled, reader: Reader::new(context.label, index), steps: 0 }
    }

    /// Judges what stands at `at` in `text`; what stands before it is its label. Returns whether anything was found.
    /// `alone`: the text is one candidate of a page, so that a lost end may be told without a label.
    pub fn judge(&mut self, text: &str, at: Range<usize>, alone: bool, out: &mut Vec<Found>) -> bool {
        let value = text.get(at.clone()).unwrap_or_default();
        let (whole, stems) = self.fitting(value);
        if whole.is_empty() && stems.is_empty() {
            return false;
        }
        let known = out.len();
        let reading = self.reader.before(text, at.start, &mut self.steps);
        let mut fits: Vec<Fit> = whole.iter().filter_map(|e| self.score(*e, &reading)).collect();
        if !fits.is_empty() {
            let best = fits.iter().map(|f| f.score).max().unwrap_or(0);
            fits.retain(|f| f.score == best);
            let doubt = (fits.len() > 1).then_some(Doubt::Ambiguous);
            out.extend(fits.iter().filter_map(|fit| self.found(fit, &at, doubt)));
        } else {
            let lost = stems.iter().filter_map(|e| self.score_stem(*e, &reading, alone)).max_by_key(|fit| fit.score);
            out.extend(lost.and_then(|fit| self.found(&fit, &at, Some(Doubt::EndMissing))));
        }
        out.len() > known
    }

    /// A mask in place of a value, where host or label says whose it is.
    pub fn masked(&mut self, at: Range<usize>, plain: bool, out: &mut Vec<Found>) {
        let reading = self.reader.before("", 0, &mut self.steps);
        let entries = || (0..).zip(&self.index.entries).filter(|(_, e)| e.field.secret);
        let ours = |e: &Entry| match self.portals.as_slice() {
            [] => reading.providers.contains(&e.provider.slug),
            portals => portals.iter().any(|p| p.slug == e.provider.slug),
        };
        let named = entries().find(|(i, e)| ours(e) && reading.names(*i));
        // An ellipsis alone ends many words that are no mask ("Loading…"), so it needs a label.
        let any = if plain { entries().find(|(_, e)| ours(e)) } else { None };
        if let Some((entry, _)) = named.or(any) {
            out.extend(self.found(&Fit { entry, score: 20 }, &at, Some(Doubt::Masked)));
        }
    }

    /// Entries whose shape is that of `value`, and those of which it is the beginning.
    fn fitting(&mut self, value: &str) -> (Vec<u16>, Vec<u16>) {
        let (mut whole, mut stems) = (Vec::new(), Vec::new());
        let mut steps = count(value);
        let found = classes(value.as_bytes());
        for group in self.index.groups.iter().filter(|g| g.may_be(value.len(), found)) {
            let here = || group.entries.iter().filter(|e| self.may_stand_here(**e)).copied();
            if here().next().is_none() {
                continue;
            }
            steps += count(value);
            if group.shape.matches(value) {
                // Identifiers of programs fit loose shapes; they end here, before their label is read.
                if !group.shape.shared || value.starts_with(SCHEME) || looks_issued(value) || is_number(group.shape) {
                    whole.extend(here());
                }
            } else if group.shape.is_stem(value) {
                stems.extend(here());
            }
        }
        self.steps += steps;
        // Fields in the order of the recipes, whatever their shapes.
        whole.sort_unstable();
        (whole, stems)
    }

    /// Whether the entry's kind can be on this page at all: on a portal only its own, and where the guides of some
    /// kinds lead to this very host, only those.
    fn may_stand_here(&self, entry: u16) -> bool {
        let Some(entry) = self.index.entries.get(usize::from(entry)) else { return false };
        let ours = self.portals.is_empty() || self.portals.iter().any(|portal| portal.slug == entry.provider.slug);
        ours && (!self.settled || at_home(entry.kind, self.host))
    }

    /// How much speaks for the entry; `None` where a shared shape has neither host nor label on its side.
    fn score(&self, position: u16, reading: &Reading) -> Option<Fit> {
        let entry = self.index.entries.get(usize::from(position))?;
        let named = reading.names(position);
        let provider = reading.providers.contains(&entry.provider.slug);
        let host = !self.portals.is_empty();
        if !entry.shape.shared {
            let score = 70
                + if host { 20 } else { 0 }
                + if named {
                    10
                } else if provider {
                    5
                } else {
                    0
                };
            return Some(Fit { entry: position, score });
        }
        if !named && (reading.names_any() || !entry.strict()) {
            return None;
        }
        let score = match (host, provider, named) {
            (true, _, true) => 85,
            (false, true, true) => 75,
            (true, _, false) | (false, true, false) => 45,
            // Another provider is named: the words speak of its field, not of this one.
            (false, false, true) if entry.strict() && reading.providers.is_empty() => 40,
            (false, false, _) => return None,
        };
        Some(Fit { entry: position, score })
    }

    fn score_stem(&self, position: u16, reading: &Reading, alone: bool) -> Option<Fit> {
        let entry = self.index.entries.get(usize::from(position))?;
        let named = reading.names(position);
        let score = if self.portals.is_empty() {
            if !(named && reading.providers.contains(&entry.provider.slug)) {
                return None;
            }
            40
        } else if named || alone {
            50
        } else {
            return None;
        };
        Some(Fit { entry: position, score })
    }

    fn found(&self, fit: &Fit, at: &Range<usize>, doubt: Option<Doubt>) -> Option<Found> {
        let entry = self.index.entries.get(usize::from(fit.entry))?;
        Some(Found {
            provider: entry.provider.slug,
            kind: entry.kind.id,
            field: entry.field.name,
            start: at.start,
            end: at.end,
            confidence: if doubt == Some(Doubt::Ambiguous) { fit.score.min(45) } else { fit.score },
            doubt,
        })
    }
}

/// Whether a step of the kind's guide happens on exactly this host.
fn at_home(kind: &Kind, host: &str) -> bool {
    kind.steps.iter().any(|step| step.host == host)
}

/// Whether a shape is that of a number and nothing else: no identifier of a program is one.
fn is_number(shape: &Shape) -> bool {
    const DIGITS: u64 = 0x03ff << b'0';
    shape.parts.iter().all(|part| part.class[0] & !DIGITS == 0 && part.class[1] == 0)
}

/// Whether `value` looks made by a machine: words and identifiers of programs rarely mix digits in.
fn looks_issued(value: &str) -> bool {
    let of = |class: fn(&u8) -> bool| value.as_bytes().iter().filter(|b| class(b)).count();
    let (digits, upper, lower) = (of(u8::is_ascii_digit), of(u8::is_ascii_uppercase), of(u8::is_ascii_lowercase));
    (digits > 1 && upper + lower > 1) || (upper > 3 && lower > 3 && digits > 0)
}

fn count(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX)
}
