//! What the example in a field tells: `xkeysib-…` is how a key of Brevo begins.

use crate::provider::Id;
use keyfob_recipes::{Field, PROVIDERS, Shape};

/// Fewest telling bytes of an example.
const TELLING: usize = 3;

/// An example up to where it is left out or made up.
fn start(placeholder: &str) -> &str {
    let end =
        placeholder.find(|c: char| matches!(c, '…' | '*' | '•') || c.is_whitespace()).unwrap_or(placeholder.len());
    let shown = placeholder[..end].trim_end_matches('.');
    let made_up = shown.trim_end_matches(['x', 'X']);
    if shown.len() >= made_up.len() + TELLING { made_up } else { shown }
}

/// How many bytes of an example only this shape's values begin with; 0 where they do not begin so, or too few tell.
fn telling(shape: &Shape, example: &str) -> usize {
    let mut rest = example.as_bytes();
    let mut telling = 0;
    for part in shape.parts {
        let run = rest.iter().take(usize::from(part.max)).take_while(|byte| part.holds(**byte)).count();
        if part.class[0].count_ones() + part.class[1].count_ones() <= 2 {
            telling += run;
        }
        rest = rest.get(run..).unwrap_or_default();
        if rest.is_empty() {
            return if telling >= TELLING { telling } else { 0 };
        }
        if run < usize::from(part.min) {
            return 0;
        }
    }
    0
}

/// How clearly an example is one of a field's values.
pub(crate) fn of_field(field: &Field, placeholder: &str) -> usize {
    field.shape.as_ref().map_or(0, |shape| telling(shape, start(placeholder)))
}

/// The provider that issues what an example shows, where it is one.
pub(crate) fn issuer(placeholder: &str) -> Option<Id> {
    let clearest = |provider: &keyfob_recipes::Provider| {
        let fields = provider.kinds.iter().flat_map(|kind| kind.fields);
        fields.map(|field| of_field(field, placeholder)).max().unwrap_or_default()
    };
    let most = PROVIDERS.iter().map(clearest).max().filter(|most| *most > 0)?;
    let mut ids = PROVIDERS.iter().enumerate().filter(|(_, provider)| clearest(provider) == most);
    let (first, _) = ids.next()?;
    ids.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slug(placeholder: &str) -> Option<&'static str> {
        issuer(placeholder).and_then(|id| PROVIDERS.get(id)).map(|provider| provider.slug)
    }

    #[test]
    fn the_beginning_of_a_value_names_who_issues_it() {
        for (placeholder, provider) in [
            ("xkeysib-…", Some("brevo")),
            ("AIzaSyxxxxxxxxxxxxxxxxxxx", Some("google-maps")),
            (concat!("sk_", "live_..."), Some("stripe")),
            (concat!("xoxb-", "****"), Some("slack")),
            ("Your API key", None),
            ("xxxxxxxxxxxx", None),
            ("https://example.com", None),
            ("", None),
        ] {
            assert_eq!(slug(placeholder), provider, "{placeholder}");
        }
    }
}
