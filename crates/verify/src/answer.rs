//! What an answer means, by the rules of a call. Doubt is never "invalid".

use crate::{MAX_ANSWER, Values, expiry, pointer};
use keyfob_recipes::{Call, Kind, Meaning, Rule, Tell, Test, pattern_covers};

/// Most characters of a name that an answer gives.
const MAX_NAME: usize = 120;

/// What came back.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// HTTP status.
    pub status: u16,
    /// Those of the headers in [`Check::headers`](crate::Check::headers) that are there; names in any case.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
    /// Seconds since the credential was made or first seen; `None` where that is not known.
    pub age: Option<u64>,
}

impl Answer<'_> {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// Seconds that the server asks to wait (RFC 9110 section 10.2.3; only the form in seconds).
    pub(crate) fn wait(&self) -> Option<u32> {
        self.header("retry-after")?.trim().parse().ok()
    }

    /// Whether the answer says something about the server and not about the credential.
    pub(crate) fn is_about_the_server(&self) -> bool {
        self.status == 429 || self.status >= 500 || self.status < 200 || self.body.len() > MAX_ANSWER
    }
}

/// What is known about a credential after asking.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It works.
    Valid(Account),
    /// It works, but may not do what was asked: a restricted key, a role, a plan.
    Limited,
    /// It does not work: wrong, switched off or deleted.
    Invalid,
    /// It does not work yet. Ask again in this many seconds.
    NotYetActive(u32),
    /// It works in another region than its fields say; [`Account::tells`] holds the right values, where they are known.
    WrongRegion(Account),
    /// The provider refuses the place from which it was asked; the credential may work.
    Blocked,
    /// It works, but it is of this other kind.
    OtherKind(&'static str),
    /// Nothing was learnt.
    Unknown {
        /// HTTP status; 0 where no answer came.
        status: u16,
        /// Seconds the server asks to wait.
        wait: Option<u32>,
    },
}

/// What the provider says about a credential that works.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Name and address of the account, as far as they are told; for people.
    pub who: Vec<String>,
    /// Fields that are no secret, and their values as the provider gives them.
    pub tells: Vec<(&'static str, String)>,
    /// When the credential ends, in seconds since 1970.
    pub expires: Option<u64>,
}

impl Verdict {
    /// The word by which surfaces look up the sentence for a person.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Valid(_) => "verify-valid",
            Self::Limited => "verify-limited",
            Self::Invalid => "verify-invalid",
            Self::NotYetActive(_) => "verify-not-yet-active",
            Self::WrongRegion(_) => "verify-wrong-region",
            Self::Blocked => "verify-blocked",
            Self::OtherKind(_) => "verify-other-kind",
            Self::Unknown { status: 0, .. } => "verify-no-answer",
            Self::Unknown { status: 429, .. } => "verify-too-many",
            Self::Unknown { .. } => "verify-unknown",
        }
    }

    /// Whether the provider said that the credential works, whatever else it said.
    #[must_use]
    pub fn works(&self) -> bool {
        matches!(self, Self::Valid(_) | Self::Limited | Self::WrongRegion(_) | Self::OtherKind(_))
    }
}

/// Whether the body is what the call expects, and not something else such as a page of HTML.
pub fn is_expected(call: &Call, answer: &Answer<'_>) -> bool {
    call.plain || pointer::is_json(answer.body)
}

/// The first rule that fits.
pub fn rule(call: &'static Call, answer: &Answer<'_>) -> Option<&'static Rule> {
    call.rules.iter().find(|rule| {
        (rule.status.is_empty() || rule.status.contains(&answer.status))
            && (rule.within == 0 || answer.age.is_none_or(|age| age < u64::from(rule.within)))
            && passes(rule, answer.body)
    })
}

fn passes(rule: &Rule, json: &[u8]) -> bool {
    let any = |fits: &dyn Fn(&str) -> bool| pointer::texts(json, rule.at).iter().any(|text| fits(text));
    match rule.test {
        Test::Any => true,
        Test::Exists => any(&|_| true),
        Test::Equals(wanted) => any(&|text| text.eq_ignore_ascii_case(wanted)),
        Test::Contains(wanted) => any(&|text| text.to_ascii_lowercase().contains(&wanted.to_ascii_lowercase())),
    }
}

/// What a good answer says about the account.
pub fn account(kind: &'static Kind, call: &'static Call, answer: &Answer<'_>) -> Account {
    let json = answer.body;
    let mut who: Vec<String> = Vec::new();
    for name in call.who.iter().filter_map(|at| pointer::text(json, at)).filter_map(|text| plain(&text)) {
        if !who.contains(&name) {
            who.push(name);
        }
    }
    let tells = call.tells.iter().filter_map(|tell| Some((tell.field, told(kind, call, tell, json)?))).collect();
    let end = match call.expires {
        "" => None,
        at if at.starts_with('/') => pointer::text(json, at),
        name => answer.header(name).map(str::to_owned),
    };
    Account { who, tells, expires: end.and_then(|text| expiry::seconds(text.trim())) }
}

/// What an answer says about a field: only what has the field's shape, and an address only on the call's hosts, since
/// plugins send the credential there.
fn told(kind: &'static Kind, call: &Call, tell: &Tell, json: &[u8]) -> Option<String> {
    let (before, after) = tell.text;
    let value = if tell.at.is_empty() {
        before.to_owned()
    } else {
        let text = pointer::text(json, tell.at)?;
        let (_, rest) = text.split_once(before)?;
        let value = if after.is_empty() { rest } else { rest.split_once(after)?.0 };
        value.trim().trim_end_matches('/').to_owned()
    };
    let field = kind.fields.iter().find(|f| f.name == tell.field)?;
    let shaped = field.shape.as_ref().is_none_or(|shape| shape.matches(&value));
    let host = value.strip_prefix("https://");
    let known = host.is_none_or(|host| call.hosts.iter().any(|pattern| pattern_covers(pattern, host)));
    (shaped && known && plain(&value).as_ref() == Some(&value)).then_some(value)
}

/// Whether the person's own values name another region than the provider does. `r2-api.dotmailer.com` and
/// `r2-api.dotdigital.com` are one region: only the first label of a host counts.
pub fn differs(account: &Account, values: &Values<'_>) -> bool {
    let place = |value: &str| {
        let host = value.trim().trim_start_matches("https://");
        host.split(['.', '/']).next().unwrap_or_default().to_ascii_lowercase()
    };
    account.tells.iter().any(|(field, told)| {
        values.iter().any(|(name, value)| name == field && !value.is_empty() && place(value) != place(told))
    })
}

/// The meaning of a rule as a verdict; `None` for those that lead to another call.
pub fn verdict(rule: &Rule, account: Account, values: &Values<'_>) -> Option<Verdict> {
    Some(match rule.is {
        Meaning::Valid if differs(&account, values) => Verdict::WrongRegion(account),
        Meaning::Valid | Meaning::Done => Verdict::Valid(account),
        Meaning::Limited => Verdict::Limited,
        Meaning::Invalid => Verdict::Invalid,
        Meaning::NotYetActive => Verdict::NotYetActive(rule.within),
        Meaning::WrongRegion => Verdict::WrongRegion(account),
        Meaning::Blocked => Verdict::Blocked,
        Meaning::OtherKind(kind) => Verdict::OtherKind(kind),
        Meaning::More | Meaning::Next => return None,
    })
}

/// A name that may be shown: one line, not too long, with something to see.
#[must_use]
pub fn plain(text: &str) -> Option<String> {
    let line: String = text.chars().filter(|c| !is_hidden(*c)).take(MAX_NAME).collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// Control characters, and those that reorder or hide what stands beside them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
