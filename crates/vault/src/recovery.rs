//! The recovery code: 140 random bits that open the vault when the passphrase is lost, in groups short enough to copy by hand, each with a check symbol of its own.

use core::fmt;

use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::Random;

/// Crockford's base 32: no I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Symbols of a group that carry five bits each; one more checks them.
const DATA: usize = 4;

/// Why a typed recovery code is not one. Nothing is said of the code itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RecoveryCodeError {
    /// It has too few or too many symbols.
    #[error("a recovery code has {} symbols, this has {found}", RecoveryCode::SYMBOLS)]
    Length {
        /// How many were typed, without spaces and hyphens.
        found: usize,
    },
    /// A group is not as it was shown: a symbol is wrong, or groups changed places.
    #[error("group {group} of the recovery code is mistyped")]
    Group {
        /// Which one, from 1 on.
        group: usize,
    },
}

/// A recovery code. Shown once, then only ever typed.
#[derive(Clone)]
pub struct RecoveryCode(Zeroizing<[[u8; DATA]; RecoveryCode::GROUPS]>);

impl RecoveryCode {
    /// How many groups it has.
    pub const GROUPS: usize = 7;
    /// How many symbols it has, without the hyphens.
    pub const SYMBOLS: usize = Self::GROUPS * (DATA + 1);

    /// A new one.
    pub fn random(rng: &mut dyn Random) -> Self {
        let mut code = Self(Zeroizing::new([[0; DATA]; Self::GROUPS]));
        for group in code.0.iter_mut() {
            rng.fill(group);
            group.iter_mut().for_each(|symbol| *symbol &= 31);
        }
        code
    }

    /// Reads a typed code. Case, spaces and hyphens do not matter, nor O for 0 and I or L for 1.
    ///
    /// # Errors
    /// [`RecoveryCodeError`], naming the first group that is mistyped.
    pub fn parse(text: &str) -> Result<Self, RecoveryCodeError> {
        let typed = symbols(text);
        if typed.len() != Self::SYMBOLS {
            return Err(RecoveryCodeError::Length { found: typed.len() });
        }
        let mut code = Self(Zeroizing::new([[0; DATA]; Self::GROUPS]));
        for (index, (group, typed)) in code.0.iter_mut().zip(typed.chunks_exact(DATA + 1)).enumerate() {
            let wrong = RecoveryCodeError::Group { group: index + 1 };
            let (data, last) = typed.split_first_chunk::<DATA>().ok_or(wrong)?;
            if data.iter().any(|symbol| *symbol > 31) || last != [check(index, data)] {
                return Err(wrong);
            }
            *group = *data;
        }
        Ok(code)
    }

    /// The whole code, to be shown once: groups of five symbols with hyphens between them.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(Self::SYMBOLS + Self::GROUPS));
        for index in 0..Self::GROUPS {
            if index > 0 {
                text.push('-');
            }
            self.write_group(index, &mut text);
        }
        text
    }

    /// The group with this number, from 1 on, that the person is asked to type back; `None` if there is no such group.
    #[must_use]
    pub fn part_to_type_back(&self, number: usize) -> Option<Zeroizing<String>> {
        let index = number.checked_sub(1).filter(|index| *index < Self::GROUPS)?;
        let mut text = Zeroizing::new(String::with_capacity(DATA + 1));
        self.write_group(index, &mut text);
        Some(text)
    }

    /// Whether what was typed is the group with this number, from 1 on; as tolerant as [`RecoveryCode::parse`].
    #[must_use]
    pub fn is_part(&self, number: usize, typed: &str) -> bool {
        self.part_to_type_back(number).is_some_and(|part| symbols(&part).ct_eq(&symbols(typed)).into())
    }

    /// What the slot's key is derived from: the symbols that are not checks, in ASCII.
    pub(crate) fn secret(&self) -> Zeroizing<Vec<u8>> {
        let mut secret = Zeroizing::new(Vec::with_capacity(Self::GROUPS * DATA));
        secret.extend(self.0.iter().flatten().map(|symbol| shown(*symbol)));
        secret
    }

    fn write_group(&self, index: usize, text: &mut String) {
        let Some(data) = self.0.get(index) else { return };
        text.extend(data.iter().chain(&[check(index, data)]).map(|symbol| char::from(shown(*symbol))));
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecoveryCode({} symbols)", Self::SYMBOLS)
    }
}

/// The values of the symbols in a text; 255 for what is none.
fn symbols(text: &str) -> Zeroizing<Vec<u8>> {
    // As long as the text, so that it never grows and leaves a copy behind.
    let mut symbols = Zeroizing::new(Vec::with_capacity(text.len()));
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '_' | '.');
    symbols.extend(text.chars().filter(|c| !is_gap(*c)).map(value));
    symbols
}

fn value(symbol: char) -> u8 {
    let symbol = match symbol.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let position = ALPHABET.iter().position(|known| char::from(*known) == symbol);
    position.and_then(|position| u8::try_from(position).ok()).unwrap_or(u8::MAX)
}

fn shown(symbol: u8) -> u8 {
    ALPHABET.get(usize::from(symbol & 31)).copied().unwrap_or_default()
}

/// The check symbol of a group: its symbols, and its place before them, as a polynomial over GF(32) evaluated at a
/// generator. Each symbol has a weight of its own, so that one wrong symbol, two that changed places, and a group in
/// another's place are always seen.
fn check(index: usize, data: &[u8; DATA]) -> u8 {
    let place = u8::try_from(index + 1).unwrap_or_default();
    data.iter().fold(times_x(place), |sum, symbol| times_x(sum ^ symbol))
}

/// Times x in GF(32) modulo x^5 + x^2 + 1.
fn times_x(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 32 == 0 { shifted } else { (shifted ^ 0b10_0101) & 31 }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counter(u8);

    impl Random for Counter {
        fn fill(&mut self, out: &mut [u8]) {
            for byte in out {
                self.0 = self.0.wrapping_mul(5).wrapping_add(7);
                *byte = self.0.rotate_right(3);
            }
        }
    }

    fn code() -> RecoveryCode {
        RecoveryCode::random(&mut Counter(9))
    }

    #[test]
    fn what_is_shown_can_be_typed_carelessly() {
        let shown = code().expose();
        assert_eq!(shown.len(), RecoveryCode::SYMBOLS + RecoveryCode::GROUPS - 1);
        let spaced: String = shown.to_lowercase().chars().flat_map(|c| [c, ' ']).collect();
        let lookalikes = shown.replace('0', "o").replace('1', "l").replace('-', "\u{2013}");
        for typed in [shown.as_str(), &spaced, &lookalikes, &shown.replace('-', "\n"), &shown.replace('1', "I")] {
            assert_eq!(RecoveryCode::parse(typed).unwrap().secret(), code().secret());
        }
    }

    #[test]
    fn the_frozen_form() {
        // Written down on paper somewhere: never change the alphabet, the groups or the checks.
        let code = RecoveryCode(Zeroizing::new(core::array::from_fn(|group| {
            core::array::from_fn(|at| u8::try_from(group * DATA + at).unwrap())
        })));
        assert_eq!(*code.expose(), ["01233-4567V-89AB2-CDEFE", "-GHJK1-MNPQS-RSTV0"].concat());
        assert_eq!(**code.secret(), *b"0123456789ABCDEFGHJKMNPQRSTV");
    }

    #[test]
    fn every_wrong_symbol_is_seen_and_its_group_named() {
        let shown = code().expose();
        for (at, right) in shown.char_indices().filter(|(_, c)| *c != '-') {
            for wrong in ALPHABET.iter().map(|c| char::from(*c)).chain(['U', 'é', '!']).filter(|c| *c != right) {
                let mut typed = shown.to_string();
                typed.replace_range(at..=at, &wrong.to_string());
                assert_eq!(RecoveryCode::parse(&typed).unwrap_err(), RecoveryCodeError::Group { group: at / 6 + 1 });
            }
        }
    }

    #[test]
    fn symbols_and_groups_in_the_wrong_order_are_seen() {
        let shown = code().expose();
        let groups: Vec<&str> = shown.split('-').collect();
        for (a, b) in (0..7).flat_map(|a| (a + 1..7).map(move |b| (a, b))) {
            let mut swapped = groups.clone();
            swapped.swap(a, b);
            assert!(RecoveryCode::parse(&swapped.concat()).is_err());
            let mut group: Vec<char> = groups[0].chars().collect();
            if b < 5 && group[a] != group[b] {
                group.swap(a, b);
                let typed = group.iter().collect::<String>() + &groups[1..].concat();
                assert_eq!(RecoveryCode::parse(&typed).unwrap_err(), RecoveryCodeError::Group { group: 1 });
            }
        }
    }

    #[test]
    fn a_code_of_another_length_says_so() {
        let shown = code().expose();
        assert_eq!(RecoveryCode::parse("").unwrap_err(), RecoveryCodeError::Length { found: 0 });
        assert_eq!(RecoveryCode::parse(&shown[1..]).unwrap_err(), RecoveryCodeError::Length { found: 34 });
        assert_eq!(RecoveryCode::parse(&format!("{}0", &*shown)).unwrap_err(), RecoveryCodeError::Length { found: 36 });
    }

    #[test]
    fn one_group_can_be_typed_back() {
        let code = code();
        let shown = code.expose();
        for (index, group) in shown.split('-').enumerate() {
            assert_eq!(code.part_to_type_back(index + 1).unwrap().as_str(), group);
            assert!(code.is_part(index + 1, &format!(" {}", group.to_lowercase())));
            assert!(!code.is_part(index + 2, group));
            assert!(!code.is_part(index + 1, &group[1..]));
        }
        assert!(code.part_to_type_back(0).is_none() && code.part_to_type_back(8).is_none());
        assert!(!code.is_part(0, "") && !code.is_part(8, ""));
    }

    #[test]
    fn debug_says_only_the_length() {
        assert_eq!(format!("{:?}", code()), "RecoveryCode(35 symbols)");
    }
}
