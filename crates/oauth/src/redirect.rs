//! Reads the address at which a consent window ended, from the browser or pasted by a person.

use crate::OauthError;
use zeroize::Zeroizing;

/// The parameters of an authorization answer (RFC 6749 section 4.1.2, RFC 9207 section 2).
#[derive(Default)]
pub(crate) struct Answer {
    pub(crate) code: Option<Zeroizing<String>>,
    pub(crate) state: Option<Zeroizing<String>>,
    pub(crate) issuer: Option<Zeroizing<String>>,
    pub(crate) error: Option<Zeroizing<String>>,
}

/// Takes `address` apart if it begins with `redirect_uri`, whole.
pub(crate) fn read(redirect_uri: &str, address: &str) -> Result<Answer, OauthError> {
    let rest = address.strip_prefix(redirect_uri).ok_or(OauthError::Redirect)?;
    let (query, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    if query.is_empty() || query == "?" {
        let implicit = parse(fragment)?;
        let empty = implicit.code.is_none() && implicit.state.is_none() && implicit.error.is_none();
        return Err(if empty { OauthError::NoCode } else { OauthError::Fragment });
    }
    parse(query.strip_prefix('?').ok_or(OauthError::Redirect)?)
}

fn parse(query: &str) -> Result<Answer, OauthError> {
    let mut answer = Answer::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let slot = match name.as_ref() {
            "code" => &mut answer.code,
            "state" => &mut answer.state,
            "iss" => &mut answer.issuer,
            "error" => &mut answer.error,
            _ => continue,
        };
        if slot.replace(Zeroizing::new(value.into_owned())).is_some() {
            return Err(OauthError::Duplicate);
        }
    }
    Ok(answer)
}

/// What a person pasted, as the address it was: without what mail programs and hands add to it (quotes, angle brackets,
/// line breaks, invisible marks), and with the scheme that some address bars leave out.
pub(crate) fn pasted(redirect_uri: &str, text: &str) -> Result<Zeroizing<String>, OauthError> {
    let mut address = Zeroizing::new(String::with_capacity(text.len() + "https://".len()));
    let bare = redirect_uri.split_once("://").map_or(redirect_uri, |(_, bare)| bare);
    let kept = |c: &char| {
        !c.is_whitespace()
            && !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
    };
    let tidy: Zeroizing<String> = Zeroizing::new(text.chars().filter(kept).collect());
    let tidy = tidy.trim_matches(['"', '\'', '`', '<', '>', '“', '”', '„', '‘', '’', '«', '»', '‹', '›']);
    if tidy.starts_with(bare) {
        address.push_str(redirect_uri.strip_suffix(bare).unwrap_or_default());
    } else if !tidy.is_empty() && !tidy.contains("://") {
        return Err(OauthError::BareCode);
    }
    address.push_str(tidy);
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    const URI: &str = "https://abc.chromiumapp.org/example";

    fn error(rest: &str) -> Option<OauthError> {
        read(URI, &format!("{URI}{rest}")).err()
    }

    #[test]
    fn only_the_whole_redirect_address_counts() {
        for rest in [".evil?code=c", "/?code=c", "/../?code=c", "&code=c", "%3Fcode=c"] {
            assert_eq!(error(rest), Some(OauthError::Redirect), "{rest}");
        }
        for other in
            ["", "about:blank", "https://evil.example/example?code=c", "HTTPS://abc.chromiumapp.org/example?code=c"]
        {
            assert_eq!(read(URI, other).err(), Some(OauthError::Redirect), "{other}");
        }
    }

    #[test]
    fn an_answer_in_the_fragment_and_no_answer_are_told_apart() {
        for rest in ["#code=c&state=s", "#access_token=a&state=s", "?#error=access_denied"] {
            assert_eq!(error(rest), Some(OauthError::Fragment), "{rest}");
        }
        for rest in ["", "?", "#", "#top"] {
            assert_eq!(error(rest), Some(OauthError::NoCode), "{rest}");
        }
        // What some servers append to a good answer.
        assert_eq!(read(URI, &format!("{URI}?code=c%2F1#_=_")).unwrap().code.unwrap().as_str(), "c/1");
    }

    #[test]
    fn no_parameter_stands_twice() {
        for twice in ["code=a&code=b", "state=a&state=a", "iss=a&iss=a", "error=a&error=b", "c%6Fde=a&code=b"] {
            assert_eq!(error(&format!("?{twice}")), Some(OauthError::Duplicate), "{twice}");
        }
        assert_eq!(error("?code=a&other=1&other=2"), None, "one that means nothing to us may");
    }

    #[test]
    fn a_pasted_address_is_freed_of_what_hands_and_mail_add() {
        let whole = format!("{URI}?code=ab%2Fcd&state=s");
        for text in [
            whole.clone(),
            format!("  {whole}\r\n"),
            format!("\"{whole}\""),
            format!("<{whole}>"),
            format!("„{whole}“"),
            format!("<\n{}\r\n  {}\n>", &whole[..40], &whole[40..]),
            format!("\u{feff}{}\u{200b}{}", &whole[..50], &whole[50..]),
            whole.strip_prefix("https://").unwrap().to_owned(),
        ] {
            assert_eq!(pasted(URI, &text).as_deref(), Ok(&whole), "{text:?}");
        }
    }

    #[test]
    fn a_bare_code_is_told_from_another_address() {
        for code in ["abc123", "code=abc123", " ?code=abc&state=s", "abc.def"] {
            assert_eq!(pasted(URI, code), Err(OauthError::BareCode), "{code}");
        }
        for other in ["", "  ", "https://login.example/?code=c", "http://abc.chromiumapp.org/example?code=c"] {
            let read = pasted(URI, other).and_then(|address| read(URI, &address).map(drop));
            assert_eq!(read, Err(OauthError::Redirect), "{other}");
        }
    }
}
