//! Whether a form took what was filled in, judged from what the page looks like afterwards. In doubt it is not known.

use crate::session::{Done, DoneControl};
use keyfob_protocol::page::{Control, Snapshot};

/// What a form made of a fill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It took it.
    Taken,
    /// It did not: what the page says, empty where it only is empty again.
    Refused(String),
    /// It cannot be told.
    Unknown,
}

/// Judges a page that was filled. `reloaded` says that it was loaded anew since, so that what stands in it came from the
/// site and not from the fill.
#[must_use]
pub fn judge(done: &Done, page: &Snapshot, reloaded: bool) -> Verdict {
    let mut fresh = page.notices.iter().filter(|notice| !done.notices.contains(&notice.text));
    if let Some(bad) = fresh.clone().find(|notice| notice.tone == "bad") {
        return Verdict::Refused(without_values(&bad.text));
    }
    let good = fresh.any(|notice| notice.tone == "good");
    let seen: Vec<(&DoneControl, &Control)> = done
        .controls
        .iter()
        .filter_map(|filled| {
            let same = |control: &&Control| control.name == filled.name && control.id == filled.id;
            Some((filled, page.controls.iter().find(same)?))
        })
        .collect();
    if seen.iter().any(|(filled, control)| shows(filled, control, reloaded)) {
        return Verdict::Taken;
    }
    // Many forms never show a password again; that such a field is empty says nothing.
    let emptied = |(_, control): &(&DoneControl, &Control)| control.state == "empty" && control.kind != "password";
    if reloaded && seen.iter().any(emptied) {
        return Verdict::Refused(String::new());
    }
    if good { Verdict::Taken } else { Verdict::Unknown }
}

/// Whether a control shows that its value was saved: masked now, or come back from the site.
fn shows(filled: &DoneControl, control: &Control, reloaded: bool) -> bool {
    let as_before = (control.state.as_str(), control.length) == (filled.state.as_str(), filled.was);
    match control.state.as_str() {
        // What was masked before looks the same whether or not it was saved.
        "masked" => !(reloaded && as_before),
        "filled" => reloaded && !as_before,
        _ => false,
    }
}

/// A page's words without what may be a value that it repeats.
fn without_values(text: &str) -> String {
    let value = |word: &str| {
        word.chars().count() >= 8 && word.chars().any(|c| c.is_ascii_digit()) && word.chars().any(char::is_alphabetic)
    };
    let words: Vec<&str> = text.split_whitespace().map(|word| if value(word) { "\u{2026}" } else { word }).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyfob_protocol::page::Notice;

    fn done(state: &str, was: usize) -> Done {
        let control =
            DoneControl { name: "key".into(), state: state.into(), was, length: 37, ..DoneControl::default() };
        Done { controls: vec![control], notices: vec!["Old news".into()], ..Done::default() }
    }

    fn page(state: &str, length: usize, notices: &[(&str, &str)]) -> Snapshot {
        let control =
            Control { name: "key".into(), kind: "text".into(), state: state.into(), length, ..Control::default() };
        let notice = |(tone, text): &(&str, &str)| Notice { tone: (*tone).into(), text: (*text).into() };
        Snapshot { controls: vec![control], notices: notices.iter().map(notice).collect(), ..Snapshot::default() }
    }

    #[test]
    fn a_page_that_was_loaded_anew_shows_what_was_saved() {
        let empty = done("empty", 0);
        assert_eq!(judge(&empty, &page("masked", 12, &[]), true), Verdict::Taken);
        assert_eq!(judge(&empty, &page("filled", 37, &[]), true), Verdict::Taken);
        assert_eq!(judge(&empty, &page("empty", 0, &[]), true), Verdict::Refused(String::new()));
        assert_eq!(
            judge(&empty, &page("empty", 0, &[("good", "Settings saved.")]), true),
            Verdict::Refused(String::new())
        );
        // What looks as before the fill may not have been saved.
        assert_eq!(judge(&done("masked", 12), &page("masked", 12, &[]), true), Verdict::Unknown);
        assert_eq!(judge(&done("filled", 37), &page("filled", 37, &[]), true), Verdict::Unknown);
        assert_eq!(judge(&done("masked", 12), &page("masked", 12, &[("good", "Saved.")]), true), Verdict::Taken);
    }

    #[test]
    fn a_page_that_stays_tells_by_a_mask_or_by_words() {
        let empty = done("empty", 0);
        assert_eq!(judge(&empty, &page("filled", 37, &[]), false), Verdict::Unknown);
        assert_eq!(judge(&empty, &page("empty", 0, &[]), false), Verdict::Unknown);
        assert_eq!(judge(&empty, &page("masked", 37, &[]), false), Verdict::Taken);
        assert_eq!(judge(&empty, &page("filled", 37, &[("good", "Connected.")]), false), Verdict::Taken);
        assert_eq!(judge(&empty, &page("filled", 37, &[("good", "Old news")]), false), Verdict::Unknown);
    }

    #[test]
    fn an_error_is_a_refusal_and_repeats_no_value() {
        let said = ["Invalid key", &["abcd", "1234", "wxyz"].concat(), "given."].join(" ");
        let verdict = judge(&done("empty", 0), &page("masked", 12, &[("bad", &said)]), true);
        assert_eq!(verdict, Verdict::Refused("Invalid key \u{2026} given.".into()));
        assert_eq!(judge(&done("empty", 0), &page("filled", 37, &[("bad", "Old news")]), false), Verdict::Unknown);
    }

    #[test]
    fn a_field_for_passwords_that_is_empty_again_says_nothing() {
        let mut empty = page("empty", 0, &[]);
        empty.controls[0].kind = "password".into();
        assert_eq!(judge(&done("empty", 0), &empty, true), Verdict::Unknown);
        empty.controls.clear();
        assert_eq!(judge(&done("empty", 0), &empty, true), Verdict::Unknown);
    }
}
