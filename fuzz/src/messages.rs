//! What others say: messages of pages and surfaces, answers of authorization servers, other programs' files.

use std::sync::LazyLock;

use keyfob_app::{App, Boot, Event, Incoming, ReplyId, Sender, Surroundings};
use keyfob_exchange::{Format, Identity, Key, Protection};
use keyfob_oauth::{Authorization, Client, Connection, Device, ENTROPY, Pending, Reply};
use keyfob_protocol::{page::PageRequest, ui::UiRequest};
use keyfob_recipes::{ClientAuth, Metadata, OAuth};
use keyfob_vault::Random;

const EXTENSION: &str = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";

struct Zero;

impl Random for Zero {
    fn fill(&mut self, out: &mut [u8]) {
        out.fill(0);
    }
}

/// Hands a message to an app that has just woken up, from the given sender.
fn hand_over(body: Incoming, url: &str, tab: Option<i32>) {
    let surroundings = Surroundings {
        id: "abcdefghijklmnopabcdefghijklmnop".to_owned(),
        origin: EXTENSION.to_owned(),
        language: "en".to_owned(),
        redirect: "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/".to_owned(),
        until_reload: false,
    };
    let mut app = App::boot(Boot { surroundings: surroundings.clone(), ..Boot::default() }, 1000);
    let origin = url.split('/').take(3).collect::<Vec<_>>().join("/");
    let sender = Sender {
        id: surroundings.id,
        origin,
        url: url.to_owned(),
        tab,
        frame: tab.map(|_| 0),
        document: tab.map(|_| "d".to_owned()).unwrap_or_default(),
    };
    let _ = app.step(1001, Event::Message { reply: ReplyId(1), sender, body }, &mut Zero);
}

pub fn ui_request(bytes: &[u8]) {
    if let Ok(request) = serde_json::from_slice::<UiRequest>(bytes) {
        hand_over(Incoming::Ui(request), &format!("{EXTENSION}/popup.html"), None);
    }
}

pub fn ui_seeds() -> Vec<Vec<u8>> {
    let texts = [
        r#"{"type":"view","surface":"popup","tab":1}"#,
        r#"{"type":"vault-create","passphrase":"three green boats"}"#,
        r#"{"type":"guide-start","kind":"mailchimp/api-key","client":"Bakery","site":"https://bakery.example","integration":"","tab":1}"#,
        r#"{"type":"list","query":"bak","offset":0,"limit":50}"#,
        r#"{"type":"oauth-paste","address":"https://a.example/?code=1&state=2"}"#,
        r#"{"type":"reveal","credential":"01010101010101010101010101010101","field":"api_key"}"#,
    ];
    texts.map(|text| text.as_bytes().to_vec()).to_vec()
}

pub fn page_request(bytes: &[u8]) {
    if let Ok(request) = serde_json::from_slice::<PageRequest>(bytes) {
        hand_over(Incoming::Page(request), "https://us21.admin.mailchimp.com/account/api/", Some(1));
    }
}

pub fn page_seeds() -> Vec<Vec<u8>> {
    let texts = [
        r#"{"type":"hello"}"#,
        r#"{"type":"picked","nonce":"n","text":"abc","label":"API key"}"#,
        r#"{"type":"report","nonce":"n","report":{"url":"https://us21.admin.mailchimp.com/","language":"en","headings":["Account"],"landmarks":[{"role":"button","text":"Create A Key"}],"candidates":[{"text":"abc","label":"API key"}]}}"#,
    ];
    texts.map(|text| text.as_bytes().to_vec()).to_vec()
}

/// The first two bytes are the status. The body is read as the answer of every endpoint there is.
pub fn oauth_answer(bytes: &[u8]) {
    let Some((status, body)) = bytes.split_first_chunk::<2>() else { return };
    let reply = Reply::answer(u16::from_be_bytes(*status), body);
    if let Ok(tokens) = keyfob_oauth::exchanged(ClientAuth::None, &reply) {
        let shown = format!("{tokens:?}");
        let access = tokens.access.as_str();
        assert!(access.len() < 12 || !shown.contains(access), "a token can be printed");
        let mut connection = Connection::new(PENDING.0, &tokens, 7, 1000);
        if let Some(ticket) = connection.begin(1, "sent", 1000) {
            let answered = connection.answered(ticket, PENDING.0, ClientAuth::None, &reply, 1000);
            assert!(matches!(answered, keyfob_oauth::Outcome::Renewed(_)), "a good answer was thrown away");
        }
    }
    if let Ok(mut device) = Device::started(ClientAuth::None, &reply, 1000) {
        assert!(device.verification_uri.starts_with("https://"), "a page that is not safe");
        let _ = device.polled(ClientAuth::None, &reply, 1000);
    }
    let endpoint = "https://{region}.api.example.com";
    let metadata = Some(Metadata { url: "https://login.example.com/metadata", scheme: "Bearer", endpoint });
    if let Ok(account) = keyfob_oauth::metadata(&OAuth { metadata, ..*PENDING.0 }, &reply) {
        let host = account.endpoint.strip_prefix("https://").and_then(|host| host.strip_suffix(".api.example.com"));
        assert!(host.is_some_and(|host| host.bytes().all(|b| b.is_ascii_alphanumeric())), "another host was taken");
    }
    let _ = keyfob_oauth::revoked(ClientAuth::Basic, &reply);
}

pub fn answer_seeds() -> Vec<Vec<u8>> {
    let answers: [(u16, &str); 7] = [
        (200, r#"{"access_token":"one","token_type":"Bearer","expires_in":86400,"refresh_token":"two","scope":"a"}"#),
        (400, r#"{"error":"invalid_grant","error_description":"gone"}"#),
        (401, r#"{"error":"invalid_client"}"#),
        (502, "<html>"),
        (
            200,
            r#"{"device_code":"one","user_code":"AB-CD","verification_uri":"https://a.example/d","expires_in":"900","interval":5}"#,
        ),
        (400, r#"{"error":"authorization_pending"}"#),
        (200, r#"{"dc":"us21","api_endpoint":"https://us21.api.example.com","accountname":"Bakery"}"#),
    ];
    answers.map(|(status, body)| [&status.to_be_bytes()[..], body.as_bytes()].concat()).to_vec()
}

const REDIRECT: &str = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/";

static PENDING: LazyLock<(&'static OAuth, Pending)> = LazyLock::new(|| {
    let (_, kind) = keyfob_recipes::kind("constant-contact/v3-oauth").unwrap();
    let server = kind.oauth.as_ref().unwrap();
    let client = Client::new(server, "client", None).unwrap();
    let asked = Authorization { server, client, redirect_uri: REDIRECT };
    (server, Pending::new(&asked, &[7; ENTROPY]))
});

pub fn oauth_redirect(bytes: &[u8]) {
    let (server, pending) = &*PENDING;
    let text = String::from_utf8_lossy(bytes);
    for address in [text.to_string(), format!("{REDIRECT}?state={}&{text}", *pending.state)] {
        if pending.redirected(server, &address).is_ok() {
            assert!(address.starts_with(REDIRECT), "another address was taken");
            assert!(address.contains("code"), "an answer without a code was taken");
            let plain = address.bytes().all(|b| b.is_ascii_alphanumeric() || b":/.?=&-_%".contains(&b));
            assert!(!plain || pending.pasted(server, &address).is_ok(), "what a browser may say, a person may paste");
        }
        let _ = pending.pasted(server, &address);
    }
}

pub fn redirect_seeds() -> Vec<Vec<u8>> {
    let state = PENDING.1.state.as_str();
    [
        "code=abc".to_owned(),
        "error=access_denied".to_owned(),
        format!("{REDIRECT}?code=abc&state={state}"),
        format!("{REDIRECT}?error=access_denied&state={state}#_"),
        format!("<{}?code=ab\r\nc&state={state}>", REDIRECT.replace("https://", "")),
    ]
    .map(String::into_bytes)
    .to_vec()
}

/// Files in clear, by their content and as each format.
pub fn import(bytes: &[u8]) {
    let formats = [Format::Keyfob, Format::Bitwarden, Format::OnePassword, Format::KeePass, Format::Env];
    for format in core::iter::once(None).chain(formats.map(Some)) {
        match keyfob_exchange::read(bytes, format) {
            Ok(keyfob_exchange::Read::Foreign(foreign)) => drop(foreign.judge()),
            Ok(keyfob_exchange::Read::Export(export)) => {
                let again = export.to_json().expect("what was read can be written");
                assert!(keyfob_exchange::Export::from_json(&again).is_ok_and(|again| again == export));
            }
            Err(_) => {}
        }
    }
}

pub fn import_seeds() -> Vec<Vec<u8>> {
    let texts = [
        "MAILCHIMP_API_KEY=abc\nexport B=\"c\\n\" # d\n",
        "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\nMailchimp,https://mailchimp.com,dana,abc,,false,false,,API key: abc\n",
        "\"Group\",\"Title\",\"Username\",\"Password\",\"URL\",\"Notes\",\"TOTP\",\"Icon\",\"Last Modified\",\"Created\"\n\"Root\",\"Mailchimp\",\"dana\",\"abc\",\"https://mailchimp.com\",\"\",\"\",\"0\",\"2026-01-01T00:00:00Z\",\"2026-01-01T00:00:00Z\"\n",
        r#"{"encrypted":false,"folders":[],"items":[{"id":"1","type":1,"name":"Mailchimp","notes":"n","login":{"username":"dana","password":"abc","uris":[{"uri":"https://mailchimp.com"}]},"fields":[{"name":"api key","value":"abc","type":1}]}]}"#,
    ];
    texts.map(|text| text.as_bytes().to_vec()).to_vec()
}

static IDENTITY: LazyLock<Identity> = LazyLock::new(Identity::generate);

/// A file that claims to be for a key of ours. Passphrases cost too much time here.
pub fn age_file(bytes: &[u8]) {
    let key = Key::Identity(IDENTITY.secret.clone());
    assert!(keyfob_exchange::open_with(bytes, &key, None).is_err(), "opened what was not sealed for it");
}

pub fn age_seeds() -> Vec<Vec<u8>> {
    let other = Identity::generate();
    let sealed = keyfob_exchange::seal(b"A=b\n", &Protection::Recipients(vec![other.recipient]));
    vec![sealed.expect("a sealed file")]
}
