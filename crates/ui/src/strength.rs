//! A hint, while typing, of how good a passphrase is. Only a hint: the background decides what is too weak.

/// How good a passphrase looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Nothing typed.
    Empty,
    /// Will be refused.
    Weak,
    /// Might do.
    Fair,
    /// Good.
    Good,
}

/// Judges by length, by how many different characters there are and by how many words.
#[must_use]
pub fn strength(passphrase: &str) -> Strength {
    let length = passphrase.chars().count();
    if length == 0 {
        return Strength::Empty;
    }
    let mut different: Vec<char> = passphrase.chars().flat_map(char::to_lowercase).collect();
    different.sort_unstable();
    different.dedup();
    let words = passphrase.split_whitespace().filter(|word| word.chars().count() >= 3).count();
    if length < 12 || different.len() < 6 || passphrase.chars().all(|one| one.is_ascii_digit()) {
        Strength::Weak
    } else if words >= 4 || length >= 20 && different.len() >= 10 {
        Strength::Good
    } else {
        Strength::Fair
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_beat_short_tricks() {
        assert_eq!(strength(""), Strength::Empty);
        assert_eq!(strength("Tr0ub4dor"), Strength::Weak);
        assert_eq!(strength("aaaaaaaaaaaaaaaaaaaaaaaa"), Strength::Weak);
        assert_eq!(strength("314159265358979323"), Strength::Weak);
        assert_eq!(strength("a fairly-short1"), Strength::Fair);
        assert_eq!(strength("copper lantern walks slowly"), Strength::Good);
    }
}
