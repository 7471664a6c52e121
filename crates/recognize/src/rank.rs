//! Weighs what a token could be: shape, host and label together.

use crate::index::{Entry, Index};
use crate::label::{self, Reading};
use crate::{Context, Doubt, Found};
use keyfob_recipes::{Kind, Provider, provider_of_host};
use std::ops::Range;

/// Judges tokens of one text.
pub struct Ranker<'a> {
    pub index: &'static Index,
    host: &'a str,
    /// On whose portal the text stands.
    portal: Option<&'static Provider>,
    /// Whether a guide of the portal leads to this very host.
    settled: bool,
    /// The context's label, in normal form.
    label: String,
    /// Bytes looked at, for the proof that the work is linear.
    pub steps: u64,
}

/// How well a token fits, before it is compared with the others.
struct Fit {
    entry: usize,
    score: u8,
}

impl<'a> Ranker<'a> {
    pub fn new(context: &Context<'a>) -> Self {
        let host = context.host.unwrap_or_default();
        let portal = provider_of_host(host);
        let settled = portal.is_some_and(|p| p.kinds.iter().any(|k| at_home(k, host)));
        Self { index: Index::get(), host, portal, settled, label: label::normal(context.label), steps: 0 }
    }

    /// Judges `value`, which stands at `at` with `before` before it. Returns whether anything was found.
    /// `alone`: the value is a whole candidate text, so that a lost end may be told without a label.
    pub fn judge(&mut self, value: &str, before: &str, at: Range<usize>, alone: bool, out: &mut Vec<Found>) -> bool {
        let (whole, stems) = self.fitting(value);
        if whole.is_empty() && stems.is_empty() {
            return false;
        }
        let known = out.len();
        let reading = self.reading(before);
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
        let reading = self.reading("");
        let entries = || self.index.entries.iter().enumerate().filter(|(_, e)| e.field.secret);
        let ours = |e: &Entry| match self.portal {
            Some(portal) => portal.slug == e.provider.slug,
            None => reading.providers.contains(&e.provider.slug),
        };
        let named = entries().find(|(i, e)| ours(e) && reading.names(*i));
        // An ellipsis alone ends many words that are no mask ("Loading…"), so it needs a label.
        let any = if plain { entries().find(|(_, e)| ours(e)) } else { None };
        if let Some((entry, _)) = named.or(any) {
            out.extend(self.found(&Fit { entry, score: 20 }, &at, Some(Doubt::Masked)));
        }
    }

    /// Entries whose shape is that of `value`, and those of which it is the beginning.
    fn fitting(&mut self, value: &str) -> (Vec<usize>, Vec<usize>) {
        let (mut whole, mut stems) = (Vec::new(), Vec::new());
        let Some(first) = value.as_bytes().first() else { return (whole, stems) };
        for (position, entry) in self.index.beginning(*first) {
            if value.len() > entry.shape.max || !self.may_stand_here(entry) {
                continue;
            }
            self.steps += count(value);
            if value.len() >= entry.shape.min && entry.shape.matches(value) {
                // Identifiers of programs fit loose shapes; they end here, before their label is read.
                if !entry.shape.shared || looks_issued(value) {
                    whole.push(position);
                }
            } else if entry.shape.is_stem(value) {
                stems.push(position);
            }
        }
        (whole, stems)
    }

    /// Whether the entry's kind can be on this page at all: on a portal only its own, and where the guides of some
    /// kinds lead to this very host, only those.
    fn may_stand_here(&self, entry: &Entry) -> bool {
        let ours = self.portal.is_none_or(|portal| portal.slug == entry.provider.slug);
        ours && (!self.settled || at_home(entry.kind, self.host))
    }

    fn reading(&mut self, before: &str) -> Reading {
        let words = label::normal(before);
        self.steps += count(before) + count(&self.label);
        if self.label.is_empty() {
            Reading::of(&words, self.index, &mut self.steps)
        } else {
            Reading::of(&format!("{} {words}", self.label), self.index, &mut self.steps)
        }
    }

    /// How much speaks for the entry; `None` where a shared shape has neither host nor label on its side.
    fn score(&self, position: usize, reading: &Reading) -> Option<Fit> {
        let entry = self.index.entries.get(position)?;
        let named = reading.names(position);
        let provider = reading.providers.contains(&entry.provider.slug);
        let host = self.portal.is_some();
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

    fn score_stem(&self, position: usize, reading: &Reading, alone: bool) -> Option<Fit> {
        let entry = self.index.entries.get(position)?;
        let named = reading.names(position);
        let score = match self.portal {
            Some(_) if named || alone => 50,
            None if named && reading.providers.contains(&entry.provider.slug) => 40,
            _ => return None,
        };
        Some(Fit { entry: position, score })
    }

    fn found(&self, fit: &Fit, at: &Range<usize>, doubt: Option<Doubt>) -> Option<Found> {
        let entry = self.index.entries.get(fit.entry)?;
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

/// Whether `value` looks made by a machine: words and identifiers of programs rarely mix digits in.
fn looks_issued(value: &str) -> bool {
    let of = |class: fn(&u8) -> bool| value.as_bytes().iter().filter(|b| class(b)).count();
    let (digits, upper, lower) = (of(u8::is_ascii_digit), of(u8::is_ascii_uppercase), of(u8::is_ascii_lowercase));
    (digits > 1 && upper + lower > 1) || (upper > 3 && lower > 3 && digits > 0)
}

fn count(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX)
}
