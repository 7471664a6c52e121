//! Values that a portal lets the person choose: made up here, written into the portal's form, kept.

use crate::capture::Seen;
use crate::event::{Effect, ReplyId, problem};
use crate::step::App;
use keyfob_protocol::SecretText;
use keyfob_protocol::page::{Order, Report};
use keyfob_vault::{How, Random};

/// Letters and digits without those that look alike. Without `o` no password holds the word "password".
const ALPHABET: &[u8; 57] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ123456789";

impl App {
    /// Makes up the value that the portal lets the person choose, and writes it into the portal's form. It is kept
    /// when the page shows that it is there.
    pub(crate) fn make_value(&mut self, reply: ReplyId, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let task = self.session.tasks.iter().rev().find(|task| !task.make_fields.is_empty()).cloned();
        let step = self.session.job.as_ref().and_then(|job| job.at);
        let made = self.guiding().zip(task).and_then(|((provider, kind), task)| {
            let field = kind.steps.get(step?)?.value()?;
            let field = kind.fields.iter().find(|one| one.name == field && one.generate > 0)?;
            Some((provider, kind, field, task))
        });
        let Some((provider, kind, field, task)) = made else {
            Self::refuse(reply, problem("page-changed"), out);
            return;
        };
        let value = password(usize::from(field.generate), rng);
        // One that never came into the form is none.
        self.session.held.retain(|held| !(held.made && held.waits()));
        let account = self.session.job.as_ref().map(|job| job.account.clone()).filter(|account| !account.is_empty());
        let seen = Seen {
            value: value.expose(),
            provider,
            kind,
            field,
            page: &task.origin,
            how: How::Typed,
            account: account.as_deref(),
            near: "",
        };
        if self.hold(&seen, rng).is_none() {
            Self::refuse(reply, problem("no-vault"), out);
            return;
        }
        if let Some(held) = self.session.held.last_mut() {
            held.made = true;
        }
        let order = Order::WriteSecret {
            nonce: task.nonce.clone(),
            landmarks: task.make_fields.clone(),
            revision: task.revision,
            value,
        };
        Self::order(&task, order, out);
        Self::done(reply, out);
    }

    /// The page after a made-up value was written: once it is in every field it is kept; with the form it goes.
    pub(crate) fn settle_made(
        &mut self,
        fields: &[usize],
        report: &Report,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Some(held) = self.session.held.iter().find(|held| held.made && held.waits()) else { return };
        let (id, label) = (held.id.clone(), held.label.clone());
        let written = |at: &usize| report.landmarks.get(*at).is_some_and(|mark| !mark.empty);
        if fields.iter().all(written) && !fields.is_empty() {
            self.keep(None, &id, &label, rng, out);
        } else if fields.is_empty() {
            self.session.held.retain(|held| held.id != id);
            self.changed = true;
        }
    }
}

/// A password of so many characters with a small letter, a capital and a digit among them. 20 of them are 116 bits.
fn password(length: usize, rng: &mut dyn Random) -> SecretText {
    let length = length.max(8);
    loop {
        let mut text = String::with_capacity(length);
        while text.len() < length {
            let mut byte = [0];
            rng.fill(&mut byte);
            text.extend(letter(byte[0]));
        }
        let has = |class: fn(&u8) -> bool| text.as_bytes().iter().any(class);
        if has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit) {
            return SecretText::new(text);
        }
        drop(SecretText::new(text));
    }
}

/// The character that a random byte stands for; none for the last few, so that every character is as likely as any other.
fn letter(byte: u8) -> Option<char> {
    let fair = usize::from(u8::MAX) + 1 - (usize::from(u8::MAX) + 1) % ALPHABET.len();
    let at = usize::from(byte);
    (at < fair).then(|| ALPHABET.get(at % ALPHABET.len()).map(|&letter| char::from(letter))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that count up: every one of them comes.
    struct Counting(u8);

    impl Random for Counting {
        fn fill(&mut self, bytes: &mut [u8]) {
            for byte in bytes {
                *byte = self.0;
                self.0 = self.0.wrapping_add(1);
            }
        }
    }

    #[test]
    fn a_password_meets_every_portals_rule() {
        for start in 0..=u8::MAX {
            let made = password(20, &mut Counting(start));
            let text = made.expose();
            assert_eq!(text.len(), 20);
            assert!(text.bytes().any(|byte| byte.is_ascii_digit()), "{start}");
            assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{start}");
            assert!(!text.to_lowercase().contains("password"), "{start}");
        }
    }

    #[test]
    fn every_character_is_as_likely_as_any_other() {
        let mut counts = std::collections::BTreeMap::new();
        for found in (0..=u8::MAX).filter_map(letter) {
            *counts.entry(found).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), ALPHABET.len());
        assert!(counts.values().all(|count| *count == 4), "{counts:?}");
    }
}
