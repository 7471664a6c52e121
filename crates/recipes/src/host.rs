//! Which host belongs to whom: exact match patterns, never a guess by name.

use crate::model::{Form, FormPage, Kind, Provider};

/// Whether the match pattern (`https://host/*` or `https://*.domain/*`) covers `host`.
///
/// `host` is a URL's host name in lower case, as browsers give it (`us21.admin.mailchimp.com`, punycode for others).
/// A look-alike such as `admin.mailchimp.com.evil.example` is not covered, nor is a name with a trailing dot.
#[must_use]
pub fn pattern_covers(pattern: &str, host: &str) -> bool {
    pattern.strip_prefix("https://").and_then(|rest| rest.split('/').next()).is_some_and(|wanted| host_is(wanted, host))
}

/// Whether `host` is `wanted`, or lies in the domain of a `wanted` that starts with `*.` ([`crate::Step::host`]).
#[must_use]
pub fn host_is(wanted: &str, host: &str) -> bool {
    match wanted.strip_prefix("*.") {
        Some(domain) => {
            host == domain
                || host
                    .strip_suffix(domain)
                    .and_then(|rest| rest.strip_suffix('.'))
                    .is_some_and(|rest| !rest.is_empty() && rest.split('.').all(|label| !label.is_empty()))
        }
        None => host == wanted,
    }
}

impl Provider {
    /// Whether `host` is one of this provider's portal hosts; see [`pattern_covers`].
    #[must_use]
    pub fn owns(&self, host: &str) -> bool {
        self.hosts.iter().any(|pattern| pattern_covers(pattern, host))
    }
}

/// The providers on whose portal `host` is: more than one where a company issues keys of several services in one place.
pub fn providers_of_host(host: &str) -> impl Iterator<Item = &'static Provider> {
    crate::PROVIDERS.iter().filter(move |p| p.owns(host))
}

/// The provider whose portal the name of `host` imitates: it is not the provider's, but holds a portal's domain inside
/// (`admin.mailchimp.com.evil.example`), begins like a portal (`dashboard.stripe.evil.example`) or has the provider's
/// name as a word of its own domain (`mailchimp-login.example`, `paypa1.example`). A sign, never a proof: a person's
/// own domain may hold such a word.
#[must_use]
pub fn imitated_by(host: &str) -> Option<&'static Provider> {
    let own = domain_of(host);
    let imitates = |pattern: &&str| {
        let full = pattern.strip_prefix("https://").and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let full = full.strip_prefix("*.").unwrap_or(full);
        let portal = domain_of(full);
        if portal == own || portal.is_empty() {
            return false;
        }
        let name = portal.split('.').next().unwrap_or(portal);
        let inside = |sign: char, what: &str| format!(".{host}").contains(&format!("{sign}{what}."));
        // `dashboard.stripe.` of anybody's: a name alone may be a person's own sub-domain.
        let front = full.rsplit_once('.').map(|(front, _)| front).filter(|front| front.contains('.'));
        inside('.', portal)
            || inside('-', portal)
            || front.is_some_and(|front| inside('.', front))
            || own.split(['.', '-']).any(|word| reads_like(word, name))
    };
    crate::PROVIDERS.iter().find(|provider| provider.hosts.iter().any(imitates))
}

/// Whether a word of a host reads like a name: `paypal`, `paypa1`.
fn reads_like(word: &str, name: &str) -> bool {
    let letter = |digit: u8| match digit {
        b'0' => b'o',
        b'1' => b'l',
        b'3' => b'e',
        b'4' => b'a',
        b'5' => b's',
        other => other,
    };
    word.len() == name.len() && word.bytes().zip(name.bytes()).all(|(a, b)| a == b || letter(a) == b)
}

/// The last two labels of a host name, or three where the last but one is as short as in `example.co.uk`.
fn domain_of(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    let (Some(last), Some(second)) = (dots.next(), dots.next()) else { return host };
    let short = last - second - 1 <= 3;
    let start = if short { dots.next().map_or(0, |third| third + 1) } else { second + 1 };
    host.get(start..).unwrap_or(host)
}

/// The provider with this slug.
#[must_use]
pub fn provider(slug: &str) -> Option<&'static Provider> {
    crate::PROVIDERS.iter().find(|p| p.slug == slug)
}

/// The kind with this id (`mailchimp/api-key`) and who issues it.
#[must_use]
pub fn kind(id: &str) -> Option<(&'static Provider, &'static Kind)> {
    let provider = provider(id.split_once('/')?.0)?;
    Some((provider, provider.kinds.iter().find(|k| k.id == id)?))
}

/// The forms known to stand on a page of a site's administration.
///
/// `path` is the URL's path; `query` what follows the `?`, percent-encoded as in the URL, without the `?`. A path
/// counts by its end, so that a WordPress in a folder is known too.
pub fn forms_for(path: &str, query: &str) -> impl Iterator<Item = &'static Form> {
    crate::FORMS.iter().filter(move |form| form.pages.iter().any(|page| page.is(path, query)))
}

impl FormPage {
    /// Whether this page is the one at `path` with `query`; see [`forms_for`].
    #[must_use]
    pub fn is(&self, path: &str, query: &str) -> bool {
        path.ends_with(self.path)
            && self.query.iter().all(|(key, value)| {
                query.split('&').any(|pair| {
                    let (k, v) = pair.split_once('=').unwrap_or((pair, ""));
                    decoded(k).eq(key.bytes()) && decoded(v).eq(value.bytes())
                })
            })
    }
}

/// The bytes of a form-encoded query part (application/x-www-form-urlencoded, URL Standard section 5.1).
fn decoded(text: &str) -> impl Iterator<Item = u8> {
    let mut rest = text.as_bytes();
    std::iter::from_fn(move || {
        let (&first, tail) = rest.split_first()?;
        rest = tail;
        let hex = |b: &u8| char::from(*b).to_digit(16).and_then(|d| u8::try_from(d).ok());
        match (first, tail) {
            (b'+', _) => Some(b' '),
            (b'%', [a, b, after @ ..]) => match hex(a).zip(hex(b)) {
                Some((high, low)) => {
                    rest = after;
                    Some(high << 4 | low)
                }
                None => Some(b'%'),
            },
            _ => Some(first),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imitations_are_told_from_the_providers_and_from_others() {
        let imitated = |host| imitated_by(host).map(|provider| provider.slug);
        for host in ["admin.mailchimp.com.account-check.example", "mailchimp-login.example", "a.my-mailchimp.co.uk"] {
            assert_eq!(imitated(host), Some("mailchimp"), "{host}");
        }
        assert_eq!(imitated("app.constantcontact.com.keys.example"), Some("constant-contact"));
        for host in
            ["us21.admin.mailchimp.com", "mailchimp.com", "mailchimp.bakery.example", "bakery.example", "127.0.0.1", ""]
        {
            assert_eq!(imitated(host), None, "{host}");
        }
    }
}
