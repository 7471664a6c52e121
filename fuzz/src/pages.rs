//! What pages show: descriptions of their forms, and their text.

use keyfob_forms::{FLOOR, Have, plan};
use keyfob_protocol::page::Snapshot;

pub fn snapshot(bytes: &[u8]) {
    let Ok(snapshot) = serde_json::from_slice::<Snapshot>(bytes) else { return };
    let page = keyfob_app::snapshot::page(snapshot);
    let plan = plan(&page, &Have::All, &[]);
    let mut filled = Vec::new();
    for fill in &plan.fills {
        let control = page.controls.get(fill.control).expect("a fill names a control of the page");
        assert!(control.visible && !control.disabled, "a hidden or disabled control would be filled");
        assert!(fill.confidence >= FLOOR, "less sure than is allowed");
        filled.push(fill.control);
    }
    filled.sort_unstable();
    assert!(filled.windows(2).all(|pair| pair[0] != pair[1]), "one control is filled twice");
}

pub fn snapshot_seeds() -> Vec<Vec<u8>> {
    let seed = |control: &str| {
        format!(
            r#"{{"version":1,"url":"https://bakery.example/wp-admin/admin.php?page=mailchimp-for-wp","title":"Mailchimp","language":"en","headings":["Mailchimp API settings"],"nonce":"n","controls":[{control}],"frames":[{{"origin":"https://other.example","same_origin":false,"visible":true,"fields":1}}]}}"#
        )
        .into_bytes()
    };
    vec![
        seed(
            r#"{"index":0,"tag":"input","type":"text","name":"mc4wp[api_key]","id":"mailchimp_api_key","label":"API key","visible":true}"#,
        ),
        seed(
            r#"{"index":0,"tag":"select","type":"select-one","name":"provider","label":"Email provider","visible":true,"options":[{"value":"a","text":"Constant Contact"}]}"#,
        ),
    ]
}

pub fn recognize(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.splitn(3, '\n');
    let (host, label, text) =
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let host = keyfob_recognize::host_of(host);
    let context = keyfob_recognize::Context { host: host.as_deref(), label };
    let whole = keyfob_recognize::recognize(text, &context);
    let candidate = keyfob_recognize::recognize_candidate(text, label, host.as_deref());
    for found in whole.iter().chain(&candidate) {
        assert!(text.get(found.start..found.end).is_some_and(|value| !value.is_empty()), "a find that is no text");
        assert!(found.confidence <= 100, "surer than sure");
    }
}

pub fn recognize_seeds() -> Vec<Vec<u8>> {
    let digits = "0123456789abcdef".repeat(2);
    let parts = ["01234567", "89ab", "cdef", "0123", "456789abcdef"].join("-");
    [
        format!("https://us21.admin.mailchimp.com/account/api/\nAPI key\nYour key: {digits}-us21"),
        format!("https://app.constantcontact.com/\nAccess token\n{parts}"),
        "\nSecret\nabcd****".to_owned(),
    ]
    .map(String::into_bytes)
    .to_vec()
}
