//! The host of a URL, strictly: what is not plainly an https URL has no host here.

/// The host name of an https URL in lower case, without port; `None` for anything else.
///
/// User names before the host, backslashes, control characters and names that are not plain ASCII are refused
/// rather than interpreted: a host found here earns trust.
#[must_use]
pub fn host_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
    (!host.is_empty() && host.bytes().all(plain) && port.bytes().all(|b| b.is_ascii_digit()))
        .then(|| host.to_ascii_lowercase())
}
