//! The gate, row by row: every message from everybody who may not send it.

use crate::common::{ID, ORIGIN, Portal, World, script, surface};
use crate::guide::{HOSTS, KEYS, MAILCHIMP};
use keyfob_app::gate::{Needs, Role, Rule, TABLE, weigh_page, weigh_ui};
use keyfob_app::{Incoming, Outgoing, Sender};
use keyfob_protocol::SecretText;
use keyfob_protocol::page::{Candidate, Landmark, MAX_CANDIDATES, MAX_LANDMARKS, Order, PageRequest, Report};
use keyfob_protocol::ui::{CopyShape, MAX_FILE, MAX_INPUT, Surface, UiRequest, UiResponse};

/// One of each, with `text` in one of its texts. Whoever adds a message adds it here: see the test below.
fn requests(text: &str) -> Vec<UiRequest> {
    use UiRequest as R;
    let owned = || text.to_owned();
    let secret = || SecretText::new(text.to_owned());
    vec![
        R::View { surface: Surface::Manager, tab: None },
        R::Services,
        R::VaultCreate { passphrase: secret() },
        R::VaultUnlock { passphrase: secret() },
        R::VaultRecover { code: secret() },
        R::VaultPasskey { output: secret() },
        R::VaultLock,
        R::Ways,
        R::PassphraseChange { current: secret(), new: SecretText::new(String::new()) },
        R::RecoveryMake,
        R::RecoveryConfirm { part: secret() },
        R::PasskeyAdd { credential: owned(), salt: String::new(), output: SecretText::new(String::new()) },
        R::WayRemove { way: owned() },
        R::KeyChange,
        R::GuideStart {
            kind: MAILCHIMP.to_owned(),
            client: owned(),
            site: String::new(),
            integration: String::new(),
            tab: None,
            replaces: String::new(),
        },
        R::GuideDenied,
        R::GuideStop,
        R::GuideOpen,
        R::GuideWriteLabel,
        R::GuideMake,
        R::GuideOff { credential: String::new() },
        R::GuidePoint,
        R::Keep { held: "h1".to_owned(), label: owned() },
        R::Drop { held: owned() },
        R::FillPlan { tab: 1 },
        R::FillChoose { plan: owned(), kind: String::new(), credential: String::new() },
        R::FillConfirm { plan: owned() },
        R::UndoFill { plan: owned() },
        R::LookRefuse { plan: owned() },
        R::Lesson { tab: 1 },
        R::LessonPoint { lesson: owned() },
        R::LessonKeep { lesson: owned(), name: String::new(), fields: Vec::new() },
        R::LessonStop,
        R::Learned,
        R::LearnedRename { form: owned(), name: String::new() },
        R::LearnedDelete { form: owned(), deleted: true },
        R::LearnedExport { form: owned() },
        R::OauthStart { kind: owned(), app: String::new(), replaces: String::new() },
        R::OauthPaste { address: secret() },
        R::OauthAgain { credential: String::new() },
        R::OauthDevice { kind: owned(), app: String::new(), replaces: String::new() },
        R::Verify { credential: String::new() },
        R::VerifyStop { credential: String::new() },
        R::RotateStop { credential: String::new() },
        R::SwitchOff { credential: String::new() },
        R::SwitchOffStop { credential: String::new() },
        R::MarkOff { credential: String::new(), off: true },
        R::Dismiss { credential: String::new(), warning: String::new() },
        R::Reveal { credential: owned(), field: String::new(), earlier: None },
        R::CopyAs { credential: owned(), shape: CopyShape::Env, names: Vec::new() },
        R::Copied,
        R::Earlier { credential: owned() },
        R::EarlierForget { credential: owned() },
        R::Edit { credential: String::new(), label: owned(), client: String::new() },
        R::Delete { credential: owned() },
        R::Restore { credential: owned() },
        R::Purge { credential: owned() },
        R::Export { passphrase: secret(), cxf: false },
        R::HandOver { credentials: vec![owned()], recipient: String::new() },
        R::ScriptExport { credential: owned(), passphrase: secret() },
        R::ScriptMoved { credential: owned() },
        R::ScriptUndo { credential: owned() },
        R::Recipient,
        R::ImportPreview { file: secret(), name: String::new(), passphrase: SecretText::new(String::new()) },
        R::ImportApply {
            file: secret(),
            name: String::new(),
            passphrase: SecretText::new(String::new()),
            wanted: Vec::new(),
        },
        R::List { query: owned(), offset: 0, limit: 9, trashed: false },
    ]
}

fn rule_of(request: &UiRequest) -> &'static Rule {
    let (name, _) = weigh_ui(request);
    let mut rows = TABLE.iter().filter(|rule| rule.message == name);
    let rule = rows.next().unwrap_or_else(|| panic!("{name} has no row"));
    assert!(rows.next().is_none(), "{name} has two rows");
    rule
}

/// Nothing may happen but the answer.
fn without_effect(world: &mut World, sender: Sender, body: Incoming) -> Outgoing {
    let before = (world.performed, world.session.clone(), world.store.clone());
    let answer = world.send(sender, body).expect("an answer");
    assert_eq!(world.performed, before.0 + 1, "more than an answer");
    assert_eq!((&world.session, &world.store), (&before.1, &before.2));
    answer
}

fn absent() -> World {
    World::default()
}

fn locked() -> World {
    let mut world = World::with_vault();
    world.start(MAILCHIMP);
    world.grant(HOSTS);
    world.does(UiRequest::VaultLock);
    world
}

fn open() -> World {
    let mut world = World::with_vault();
    world.start(MAILCHIMP);
    world.grant(HOSTS);
    world
}

#[test]
fn every_message_has_a_row_and_every_row_a_message() {
    let mut known: Vec<&str> = requests("").iter().map(|request| weigh_ui(request).0).collect();
    known.extend(["hello", "report", "picked", "form-changed"]);
    let rows: Vec<&str> = TABLE.iter().map(|rule| rule.message).collect();
    assert_eq!(known, rows);
    // The name in the table is the one on the wire.
    for request in requests("") {
        assert_eq!(serde_json::to_value(&request).unwrap()["type"], weigh_ui(&request).0);
    }
}

#[test]
fn nobody_but_an_extension_page_of_the_right_role_is_heard() {
    let strangers = [
        Sender::default(),
        script(7, "d1", KEYS),
        Sender { id: "other".to_owned(), ..surface("/popup.html") },
        Sender { origin: "https://evil.example".to_owned(), ..surface("/popup.html") },
        Sender { origin: String::new(), ..surface("/popup.html") },
        Sender { url: "https://evil.example/popup.html".to_owned(), ..surface("/popup.html") },
        Sender { url: format!("{ORIGIN}.evil.example/popup.html"), ..surface("/popup.html") },
        Sender { frame: Some(3), ..surface("/manager.html") },
        surface(""),
        surface("/"),
        surface("/popup.html/"),
        surface("/POPUP.HTML"),
        surface("/content/popup.html"),
        surface("/index.html?/popup.html"),
        surface("/index.html#/popup.html"),
    ];
    for mut world in [absent(), locked(), open()] {
        world.view();
        for stranger in &strangers {
            for request in requests("text") {
                let answer = without_effect(&mut world, stranger.clone(), Incoming::Ui(request));
                assert!(matches!(answer, Outgoing::Refused), "{stranger:?}: {answer:?}");
            }
        }
        for (path, role) in
            [("/popup.html", Role::Popup), ("/panel.html?x#y", Role::Panel), ("/manager.html", Role::Manager)]
        {
            for request in requests("text").into_iter().filter(|request| !rule_of(request).roles.contains(&role)) {
                let answer = without_effect(&mut world, surface(path), Incoming::Ui(request));
                assert!(matches!(answer, Outgoing::Refused), "{path}: {answer:?}");
            }
        }
    }
}

#[test]
fn a_vault_that_does_not_stand_as_it_must_is_said_and_nothing_happens() {
    let stands: [(fn() -> World, &[Needs], &str); 3] = [
        (absent, &[Needs::Vault, Needs::Open], "no-vault"),
        (locked, &[Needs::Open], "locked"),
        (open, &[Needs::NoVault], "vault-exists"),
    ];
    for (start, refused, code) in stands {
        let mut world = start();
        world.view();
        for request in requests("text").into_iter().filter(|request| refused.contains(&rule_of(request).needs)) {
            let role = if rule_of(&request).roles.contains(&Role::Popup) { "/popup.html" } else { "/manager.html" };
            let answer = without_effect(&mut world, surface(role), Incoming::Ui(request));
            let Outgoing::Ui(UiResponse::Error { error }) = answer else { panic!("{answer:?}") };
            assert_eq!(error.code, code);
        }
    }
}

#[test]
fn what_is_too_large_is_refused() {
    let mut world = open();
    world.view();
    let none = || SecretText::new(String::new());
    let file = || SecretText::new("x".repeat(MAX_FILE + MAX_INPUT + 1));
    let files = [
        UiRequest::ImportPreview { file: file(), name: String::new(), passphrase: none() },
        UiRequest::ImportApply { file: file(), name: String::new(), passphrase: none(), wanted: Vec::new() },
    ];
    let small = requests(&"x".repeat(64 * 1024)).into_iter().filter(|request| rule_of(request).size <= 64 * 1024);
    for request in small.chain(files).filter(|request| weigh_ui(request).1 > 0) {
        let rule = rule_of(&request);
        let role = if rule.roles.contains(&Role::Popup) { "/popup.html" } else { "/manager.html" };
        let answer = without_effect(&mut world, surface(role), Incoming::Ui(request));
        let Outgoing::Ui(UiResponse::Error { error }) = answer else { panic!("{answer:?}") };
        assert_eq!(error.code, "too-large", "{}", rule.message);
    }
}

fn large_reports() -> Vec<Report> {
    let mark = |text: &str| Landmark { text: text.to_owned(), ..Landmark::default() };
    let candidate =
        |text: &str, label: &str| Candidate { text: SecretText::new(text.to_owned()), label: label.to_owned() };
    let long = "x".repeat(20_000);
    vec![
        Report { landmarks: vec![mark("a"); MAX_LANDMARKS + 1], ..Report::default() },
        Report { headings: vec![String::new(); MAX_LANDMARKS + 1], ..Report::default() },
        Report { candidates: vec![candidate("a", "b"); MAX_CANDIDATES + 1], ..Report::default() },
        Report { landmarks: vec![mark(&long)], ..Report::default() },
        Report { landmarks: vec![Landmark { shown: long.clone(), ..Landmark::default() }], ..Report::default() },
        Report { landmarks: vec![Landmark { role: "x".repeat(300_000), ..Landmark::default() }], ..Report::default() },
        Report { headings: vec![long.clone()], ..Report::default() },
        Report { candidates: vec![candidate(&long, "")], ..Report::default() },
        Report { candidates: vec![candidate("", &long)], ..Report::default() },
        Report { candidates: vec![candidate(&"x".repeat(4096), ""); 100], ..Report::default() },
        Report { language: "x".repeat(300_000), ..Report::default() },
    ]
}

#[test]
fn a_page_script_is_heard_from_its_own_document_alone() {
    let mut world = open();
    let portal = Portal::load(&mut world, 7, "d1", KEYS).unwrap();
    world.view();
    let right = script(7, "d1", KEYS);
    let key = crate::guide::key("0123456789abcdef");
    world.guard(&key);
    let messages = |nonce: &str| {
        let text = SecretText::new(key.clone());
        vec![
            PageRequest::Hello,
            PageRequest::Report {
                nonce: nonce.to_owned(),
                report: Report {
                    candidates: vec![Candidate { text: text.clone(), label: "API key".to_owned() }],
                    ..Report::default()
                },
            },
            PageRequest::Picked { nonce: nonce.to_owned(), text, label: String::new() },
        ]
    };
    let strangers = [
        surface("/popup.html"),
        Sender { id: "other".to_owned(), ..right.clone() },
        Sender { id: ID.to_uppercase(), ..right.clone() },
        Sender { frame: Some(1), ..right.clone() },
        Sender { frame: None, ..right.clone() },
        Sender { tab: None, ..right.clone() },
        Sender { origin: "https://evil.example".to_owned(), ..right.clone() },
        Sender { origin: "http://us21.admin.mailchimp.com".to_owned(), ..right.clone() },
        Sender { origin: "https://us21.admin.mailchimp.com:444".to_owned(), ..right.clone() },
        Sender { origin: "https://us21.admin.mailchimp.com@evil.example".to_owned(), ..right.clone() },
        Sender { origin: "https://evil-admin.mailchimp.com".to_owned(), ..right.clone() },
        Sender { origin: "https://us21.admin.mailchimp.com.evil.example".to_owned(), ..right.clone() },
        Sender { origin: "https://us21.admin.mailchimp.com.".to_owned(), ..right.clone() },
        Sender { origin: "https://us21.admin.mail\u{441}himp.com".to_owned(), ..right.clone() },
        Sender { origin: "https://us21.admin.xn--mailhimp-f6g.com".to_owned(), ..right.clone() },
        Sender { origin: "https://us21.adminmailchimp.com".to_owned(), ..right.clone() },
        Sender { origin: "https://us21-admin.mailchimp.com".to_owned(), ..right.clone() },
        Sender { origin: "null".to_owned(), ..right.clone() },
        Sender { origin: String::new(), ..right.clone() },
    ];
    for stranger in strangers {
        for message in messages(&portal.nonce) {
            let answer = without_effect(&mut world, stranger.clone(), Incoming::Page(message));
            assert!(matches!(answer, Outgoing::Page(Order::End)), "{stranger:?}: {answer:?}");
        }
    }
    let near = [
        Sender { tab: Some(8), ..right.clone() },
        Sender { document: "d2".to_owned(), ..right.clone() },
        Sender { document: String::new(), ..right.clone() },
        Sender { origin: "https://us22.admin.mailchimp.com".to_owned(), ..right.clone() },
    ];
    for (sender, nonce) in near.iter().map(|near| (near, portal.nonce.as_str())).chain([(&right, ""), (&right, "x")]) {
        for message in messages(nonce).into_iter().skip(1) {
            let answer = without_effect(&mut world, sender.clone(), Incoming::Page(message));
            assert!(matches!(answer, Outgoing::Page(Order::End)), "{sender:?}: {answer:?}");
        }
    }
    for report in large_reports() {
        let message = PageRequest::Report { nonce: portal.nonce.clone(), report };
        assert_eq!(weigh_page(&message).0, "report");
        let answer = without_effect(&mut world, right.clone(), Incoming::Page(message));
        assert!(matches!(answer, Outgoing::Page(Order::End)));
    }
    let text = SecretText::new("x".repeat(64 * 1024));
    let message = PageRequest::Picked { nonce: portal.nonce.clone(), text, label: String::new() };
    let answer = without_effect(&mut world, right.clone(), Incoming::Page(message));
    assert!(matches!(answer, Outgoing::Page(Order::End)));
    let answer = without_effect(&mut world, surface("/popup.html"), Incoming::Malformed);
    assert!(matches!(answer, Outgoing::Refused));
    // And the right one still is.
    assert!(matches!(portal.pick(&mut world, &key), Order::Begin { .. }));
    assert_eq!(world.view().held.len(), 1);
}

#[test]
fn without_a_guide_or_a_vault_no_script_is_heard() {
    for start in [absent, World::with_vault] {
        let mut world = start();
        world.view();
        let answer = without_effect(&mut world, script(7, "d1", KEYS), Incoming::Page(PageRequest::Hello));
        assert!(matches!(answer, Outgoing::Page(Order::End)));
    }
}

/// The wire name of an answer; whoever adds a type is told here to add it to the test below.
fn name_of(answer: &UiResponse) -> &'static str {
    match answer {
        UiResponse::Done => "done",
        UiResponse::View { .. } => "view",
        UiResponse::Plan { .. } => "plan",
        UiResponse::Filled { .. } => "filled",
        UiResponse::Secret { .. } => "secret",
        UiResponse::List { .. } => "list",
        UiResponse::Error { .. } => "error",
        UiResponse::Ways { .. } => "ways",
        UiResponse::Earlier { .. } => "earlier",
        UiResponse::File { .. } => "file",
        UiResponse::Text { .. } => "text",
        UiResponse::Import { .. } => "import",
        UiResponse::Services { .. } => "services",
        UiResponse::Lesson { .. } => "lesson",
        UiResponse::Pointed { .. } => "pointed",
        UiResponse::Learned { .. } => "learned",
    }
}

/// The ways in which 32 bytes are usually written down.
fn spellings(hex: &str) -> Vec<String> {
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect();
    let base64 = |alphabet: &[u8]| {
        let group = |three: &[u8]| {
            let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
            (0..4).map(move |at| bits >> (18 - 6 * at) & 63).collect::<Vec<u32>>()
        };
        let letters =
            bytes.chunks_exact(3).flat_map(group).map(|six| char::from(alphabet[usize::try_from(six).unwrap()]));
        letters.collect::<String>()
    };
    let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let common = format!("{upper}{}0123456789", upper.to_lowercase());
    let decimal = format!("{bytes:?}");
    vec![
        hex.to_owned(),
        hex.to_uppercase(),
        base64(format!("{common}+/").as_bytes()),
        base64(format!("{common}-_").as_bytes()),
        decimal.trim_matches(['[', ']']).to_owned(),
        decimal.trim_matches(['[', ']']).replace(' ', ""),
    ]
}

#[test]
fn no_answer_of_any_type_holds_the_key_of_the_vault() {
    let mut world = open();
    let session: serde_json::Value = serde_json::from_str(world.session.as_deref().unwrap()).unwrap();
    let key = session["key"].as_str().expect("an open vault has a session key").to_owned();
    assert_eq!(key.len(), 64);

    let mut orders = Vec::new();
    let mut portal = Portal::load(&mut world, 7, "d1", KEYS).unwrap();
    orders.push(crate::guide::show(&mut world, &mut portal, &crate::guide::key("0123456789abcdef")));
    let held = world.waiting();
    let mut answers = vec![world.keep(&held)];
    world.page = Some(("doc".to_owned(), crate::fill::settings(crate::fill::PAGE)));
    let credential = world.credential().id;
    let UiResponse::Lesson { lesson } = world.ask(UiRequest::Lesson { tab: 1 }) else { panic!("no lesson") };
    let UiResponse::Plan { plan } = world.ask(UiRequest::FillPlan { tab: 1 }) else { panic!("no plan") };
    let mut all = vec![
        UiRequest::LessonPoint { lesson: lesson.id.clone() },
        UiRequest::FillChoose { plan: plan.id.clone(), kind: MAILCHIMP.to_owned(), credential: credential.clone() },
        UiRequest::FillConfirm { plan: plan.id.clone() },
        UiRequest::FillPlan { tab: 1 },
        UiRequest::Reveal { credential: credential.clone(), field: "api_key".to_owned(), earlier: None },
        UiRequest::Earlier { credential: credential.clone() },
        UiRequest::Export { passphrase: SecretText::new("four red kites above the bay".to_owned()), cxf: false },
        UiRequest::ImportPreview {
            // MAILCHIMP_API_KEY=x
            file: SecretText::new("TUFJTENISU1QX0FQSV9LRVk9eA==".to_owned()),
            name: ".env".to_owned(),
            passphrase: SecretText::new(String::new()),
        },
        UiRequest::Edit { credential, label: "label".to_owned(), client: "client".to_owned() },
        UiRequest::GuidePoint,
    ];
    all.extend(requests("text"));
    // What ends the session comes last.
    all.sort_by_key(|request| matches!(request, UiRequest::VaultLock | UiRequest::Delete { .. }));
    for request in all {
        let role = if rule_of(&request).roles.contains(&Role::Popup) { "/popup.html" } else { "/manager.html" };
        match world.send(surface(role), Incoming::Ui(request)) {
            Some(Outgoing::Ui(answer)) => answers.push(answer),
            other => panic!("{other:?}"),
        }
    }
    orders.extend(world.orders.iter().map(|(_, _, order)| order.clone()));

    let mut seen: Vec<&str> = answers.iter().map(name_of).collect();
    seen.sort_unstable();
    seen.dedup();
    let each = [
        "done", "earlier", "error", "file", "filled", "import", "learned", "lesson", "list", "plan", "pointed",
        "secret", "services", "text", "view", "ways",
    ];
    assert_eq!(seen, each, "an answer of each type");
    let told = serde_json::to_string(&answers).unwrap() + &serde_json::to_string(&orders).unwrap();
    for spelling in spellings(&key) {
        assert!(!told.contains(&spelling), "the key of the vault in an answer");
    }
}

#[test]
fn what_only_looks_like_a_message_is_none() {
    let ui = [
        r#"null"#,
        r#"[]"#,
        r#""vault-lock""#,
        r#"{}"#,
        r#"{"__proto__":{"type":"vault-lock"}}"#,
        r#"{"constructor":{"prototype":{"type":"vault-lock"}}}"#,
        r#"{"type":"__proto__"}"#,
        r#"{"type":"constructor"}"#,
        r#"{"type":"VaultLock"}"#,
        r#"{"type":"vault-lock "}"#,
        r#"{"type":["vault-lock"]}"#,
        r#"{"type":{"toString":"vault-lock"}}"#,
        r#"{"type":"hello"}"#,
        r#"{"type":"reveal","credential":"a"}"#,
        r#"{"type":"reveal","credential":"a","field":"b","__proto__":{}}"#,
        r#"{"type":"reveal","credential":"a","field":"b","role":"manager"}"#,
        r#"{"type":"reveal","credential":{"$ne":""},"field":"b"}"#,
        r#"{"type":"reveal","credential":["a"],"field":"b"}"#,
        r#"{"type":"fill-plan","tab":1.5}"#,
        r#"{"type":"fill-plan","tab":1e99}"#,
        r#"{"type":"fill-plan","tab":"1"}"#,
        r#"{"type":"list","query":"","offset":-1,"limit":1}"#,
        r#"{"type":"view","surface":"script","tab":null}"#,
    ];
    for text in ui {
        assert!(serde_json::from_str::<UiRequest>(text).is_err(), "{text}");
    }
    let page = [
        r#"{"type":"vault-lock"}"#,
        r#"{"type":"report","report":{}}"#,
        r#"{"type":"picked","nonce":"n","text":"t","label":"l","__proto__":{}}"#,
        r#"{"type":"picked","nonce":null,"text":"t","label":"l"}"#,
        r#"{"type":"report","nonce":"n","report":{"revision":1,"language":"","headings":[],"landmarks":[],"candidates":[],"tab":1}}"#,
        r#"{"type":"report","nonce":"n","report":{"revision":-1,"language":"","headings":[],"landmarks":[],"candidates":[]}}"#,
    ];
    for text in page {
        assert!(serde_json::from_str::<PageRequest>(text).is_err(), "{text}");
    }
}
