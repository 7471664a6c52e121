//! Text and page context in, candidate credentials out.
//!
//! In: a text (a page's, a file's, or one candidate from a portal page) with the host it stands on and the words
//! beside it. Out: where in it which field of which kind stands, how sure, and what speaks against it. Shapes come
//! from the recipes and count only together with host and label, since they collide. This room must never keep,
//! change or print a value, know a browser, or take more than linear time on any input.

mod host;
mod index;
mod label;
mod rank;
mod scan;

pub use host::host_of;

use rank::Ranker;

/// What is known about where a text stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The page's host name, lower case, as browsers give it; see [`host_of`]. `None` for a text without a page.
    pub host: Option<&'a str>,
    /// Words that stand beside the text on the page; empty for none.
    pub label: &'a str,
}

/// A place in a text that looks like a field of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Slug of the provider.
    pub provider: &'static str,
    /// Id of the kind: `mailchimp/api-key`.
    pub kind: &'static str,
    /// Name of the field: `api_key`.
    pub field: &'static str,
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// How sure, 0 to 100. Under 50: offer it only where the person asked for exactly this kind.
    pub confidence: u8,
    /// What speaks against it.
    pub doubt: Option<Doubt>,
}

/// What speaks against a find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The end was lost: a Mailchimp key without its data centre.
    EndMissing,
    /// The page shows a mask (`abcd****`, `••••`). It is not the value and must not be kept.
    Masked,
    /// Another field or kind fits as well; each is reported.
    Ambiguous,
}

/// Finds credentials in `text`, in the order in which they stand. Linear in the length of `text`.
///
/// A shape that several providers share is reported only where host or label speaks for it. On a provider's own
/// portal only its own kinds are reported. Where several fields fit equally, each is reported for the same place
/// with [`Doubt::Ambiguous`].
#[must_use]
pub fn recognize(text: &str, context: &Context<'_>) -> Vec<Found> {
    scan::text(text, &mut Ranker::new(context))
}

/// Judges one candidate text from a page, such as the content of one element.
///
/// The text as a whole is tried first; only if it is nothing, the tokens in it. A mask is reported as
/// [`Doubt::Masked`] where host or label says whose it is, a value without its end as [`Doubt::EndMissing`].
#[must_use]
pub fn recognize_candidate(text: &str, label: &str, host: Option<&str>) -> Vec<Found> {
    scan::candidate(text, &mut Ranker::new(&Context { host, label }))
}

#[cfg(test)]
mod tests {
    //! The work is linear: steps are counted, not timed.

    use super::*;

    /// Bytes looked at for each byte of `text`, with a host, a label, and neither.
    fn effort(text: &str) -> u64 {
        [(None, ""), (Some("us21.admin.mailchimp.com"), ""), (Some("app.constantcontact.com"), "Client Secret")]
            .into_iter()
            .map(|(host, label)| {
                let mut ranker = Ranker::new(&Context { host, label });
                scan::text(text, &mut ranker);
                ranker.steps / u64::try_from(text.len()).expect("a length")
            })
            .max()
            .unwrap_or_default()
    }

    #[test]
    fn hostile_text_costs_no_more_a_byte_when_it_is_longer() {
        let hex = "0123456789abcdef".repeat(2);
        let uuid = "01234567-89ab-cdef-0123-456789abcdef";
        let pieces: Vec<String> = vec![
            "a".to_owned(),
            "-".to_owned(),
            ".".to_owned(),
            "0a".to_owned(),
            " api key api key".to_owned(),
            format!("{hex} "),
            format!("{hex}-us "),
            format!("{hex}-us21 "),
            format!("{uuid} "),
            format!("api key secret {uuid} "),
            format!("https://{uuid}."),
            "eyJ0.".to_owned(),
            "https://".to_owned(),
            "ak1ak1ak1ak1ak1ak1_ ".to_owned(),
            "é1a".to_owned(),
            "aaaaaaaaaaaaaaa\u{e9}".to_owned(),
        ];
        for piece in &pieces {
            let (short, long) =
                (effort(&piece.repeat(5_000 / piece.len() + 1)), effort(&piece.repeat(50_000 / piece.len() + 1)));
            assert!(long <= short + short / 8 + 1, "{piece}: {short} -> {long} a byte");
            assert!(long <= 256, "{piece}: {long} a byte");
        }
    }

    #[test]
    fn ordinary_text_is_mostly_skipped() {
        let text = "Give each application its own key, so that you can switch one off without the others. ".repeat(100);
        let mut ranker = Ranker::new(&Context::default());
        assert!(scan::text(&text, &mut ranker).is_empty());
        assert!(ranker.steps * 2 < u64::try_from(text.len()).expect("a length") * 3, "{}", ranker.steps);
    }
}
