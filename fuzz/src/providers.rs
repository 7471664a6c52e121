//! What providers answer: to a check, to switching off, to the question whose a token is.

use keyfob_oauth::Reply;
use keyfob_recipes::{Field, Kind, PROVIDERS, pattern_covers};
use keyfob_verify::{Account, Answer, Check, Off, Step, Verdict};

/// Kinds whose provider can be asked something.
fn kinds() -> impl Iterator<Item = &'static Kind> {
    PROVIDERS.iter().flat_map(|provider| provider.kinds).filter(|kind| !kind.verify.is_empty())
}

/// A kind's id, a status and a body, a line each but the last. Of an unknown kind, any.
pub fn provider_answer(bytes: &[u8]) {
    let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
    let mut line = || lines.next().unwrap_or_default();
    let (id, status, body) = (line(), line(), line());
    let any = id.iter().map(|byte| usize::from(*byte)).sum::<usize>() % kinds().count();
    let kind = kinds().find(|kind| kind.id.as_bytes() == id).or_else(|| kinds().nth(any)).expect("a kind");
    let status = core::str::from_utf8(status).ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    checked(kind, &Answer { status, headers: &[], body, age: Some(0) });
    placed(kind, &Reply::answer(status, body));
}

fn checked(kind: &'static Kind, answer: &Answer<'_>) {
    let value = |field: &'static Field| field.shape.as_ref().map_or("a1b2c3", |shape| shape.examples[0]);
    let values: Vec<_> = kind.fields.iter().map(|field| (field.name, value(field))).collect();
    // No answer at all, trouble of the server, a page: nothing is said about the credential.
    let says_nothing = answer.status == 429 || !(200..500).contains(&answer.status);
    let mut check = Check::new(kind).expect("a kind with a check");
    loop {
        let call = &kind.verify[check.call];
        let request = check.request(&values).expect("examples make a request");
        let host = request.host.strip_prefix("https://").and_then(|host| host.strip_suffix("/*")).expect("a host");
        assert!(call.hosts.iter().any(|pattern| pattern_covers(pattern, host)), "{host} is called");
        match check.answered(&values, answer) {
            Step::Next(next) => {
                assert!(next.call > check.call && !says_nothing, "a check that never ends");
                check = next;
            }
            Step::Done(verdict) => {
                let about_the_server = says_nothing && !check.proven;
                assert!(!about_the_server || matches!(verdict, Verdict::Unknown { .. }), "{verdict:?} of no answer");
                if let Verdict::Valid(account) | Verdict::WrongRegion(account) = &verdict {
                    told(kind, call.hosts, account);
                }
                break;
            }
        }
    }
    if kind.revoke_api.is_some() {
        let off = keyfob_verify::answered(kind, answer);
        assert!(!says_nothing || !matches!(off, Off::Done | Off::Already), "{off:?} of no answer");
    }
}

/// What goes into the record has the shape of its field, and what is shown is one line.
fn told(kind: &'static Kind, hosts: &[&str], account: &Account) {
    assert!(account.who.iter().all(|who| !who.is_empty() && !who.chars().any(char::is_control)), "{account:?}");
    for (name, value) in &account.tells {
        let field = kind.fields.iter().find(|field| field.name == *name).expect("a field of the kind");
        assert!(!field.secret && field.shape.as_ref().is_none_or(|shape| shape.matches(value)), "{name}: {value}");
        let host = value.strip_prefix("https://");
        assert!(host.is_none_or(|host| hosts.iter().any(|pattern| pattern_covers(pattern, host))), "{value}");
    }
}

/// An API is called at no other address than the recipe's.
fn placed(kind: &'static Kind, reply: &Reply<'_>) {
    let server = kind.oauth.as_ref().filter(|server| server.metadata.is_some());
    let Some(account) = server.and_then(|server| keyfob_oauth::metadata(server, reply).ok()) else { return };
    let hosts: Vec<&str> = kind.verify.iter().flat_map(|call| call.hosts).copied().collect();
    let host = account.endpoint.strip_prefix("https://").expect("https");
    assert!(hosts.iter().any(|pattern| pattern_covers(pattern, host)), "{host} would be called");
    assert!(account.region.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{}", account.region);
}

pub fn provider_seeds() -> Vec<Vec<u8>> {
    [
        "mailchimp/api-key\n200\n{\"account_name\":\"Bakery\",\"email\":\"d@bakery.example\"}",
        "mailchimp/api-key\n403\n{\"title\":\"Wrong Datacenter\"}",
        "mailchimp/oauth\n200\n{\"dc\":\"us6\",\"accountname\":\"Choir\",\"login\":{\"email\":\"k@choir.example\"},\"api_endpoint\":\"https://us6.api.mailchimp.com\"}",
        "mailchimp/oauth\n401\n{\"error\":\"invalid_token\"}",
        "constant-contact/v3-oauth\n200\n{\"organization_name\":\"Bakery\",\"contact_email\":\"d@bakery.example\"}",
        "dotdigital/api-user\n200\n{\"id\":1,\"properties\":[{\"name\":\"ApiEndpoint\",\"type\":\"String\",\"value\":\"https://r3-api.dotdigital.com\"},{\"name\":\"MainEmail\",\"value\":\"d@bakery.example\"}]}",
        "slack/bot-token\n200\n{\"ok\":false,\"error\":\"token_revoked\"}",
        "github/fine-grained-token\n429\n<html>",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}
