//! The checks on the TOML files: what is right passes, and each mistake is named with its place.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

#[allow(dead_code)]
#[path = "../build/calls.rs"]
mod calls;
#[allow(dead_code)]
#[path = "../build/check.rs"]
mod check;
#[allow(dead_code)]
#[path = "../build/load.rs"]
mod load;
#[allow(dead_code)]
#[path = "../build/pattern.rs"]
mod pattern;
#[path = "../build/sample.rs"]
mod sample;
#[allow(dead_code)]
#[path = "../build/schema.rs"]
mod schema;
#[path = "../build/template.rs"]
mod template;

use keyfob_recipes::{ClientAuth, PROVIDERS, Pkce, Refresh, forms_for, kind, provider, providers_of_host};

const RECIPE: &str = r#"
slug = "acme"
name = "Acme"
words = ["acme"]
hosts = ["https://*.acme.example/*"]
[[sources]]
title = "docs.acme.example"
seen = "2026-10"
sure = "docs"
[[kinds]]
id = "api-key"
name = "API key"
what = { en = "a", de = "b", es = "c", fr = "d" }
revoke = "Delete it."
start = "https://app.acme.example/keys"
[[kinds.fields]]
name = "api_key"
label = "API key"
words = ["api key"]
[kinds.fields.shape]
pattern = "ak_[0-9a-f]{8}"
examples = ["ak_{hex:8}"]
not = ["ak_{hex:7}"]
[[kinds.steps]]
id = "read"
path = "/keys"
action = "read api_key"
say = "Keep it."
[[kinds.obstacles]]
id = "closed"
trouble = "closed"
shows = ["api keys"]
say = "No new keys."
[[kinds.verify]]
url = "https://api.acme.example/me"
hosts = ["https://api.acme.example/*"]
headers = { X-Key = "{api_key}" }
rules = [{ status = [200], at = "/ok", equals = "true", is = "valid" }, { status = [401], is = "invalid" }]
"#;

/// What is wrong with the recipe after `from` was replaced by `to`; empty for nothing.
fn problems(from: &str, to: &str) -> String {
    assert!(from.is_empty() || RECIPE.contains(from), "{from}");
    let text = RECIPE.replacen(from, to, usize::from(!from.is_empty()));
    let entry = match load::parse("recipes/acme.toml", &text) {
        Ok(entry) => entry,
        Err(problem) => return problem,
    };
    let book = load::Book { providers: vec![entry], forms: Vec::new() };
    check::check(&book).err().unwrap_or_default().join("\n")
}

#[test]
fn a_right_file_passes() {
    assert_eq!(problems("", ""), "");
}

#[test]
fn each_mistake_is_named_with_its_place() {
    let cases = [
        ("slug = \"acme\"", "slug = \"Acme\"", "lower-case words joined by hyphens"),
        ("slug = \"acme\"", "slug = \"acm\"", "differs from the file's name"),
        ("hosts =", "hots =", "unknown field `hots`"),
        ("https://*.acme.example/*", "http://*.acme.example/*", "is not https://host/*"),
        ("https://*.acme.example/*", "https://*/*", "is not https://host/*"),
        ("https://*.acme.example/*", "https://*.acme.*/*", "is not https://host/*"),
        (", fr = \"d\"", "", "exactly en, de, es and fr"),
        ("fr = \"d\"", "fr = \" \"", "empty language"),
        ("[0-9a-f]{8}", "[0-9a-f]{9}", "example `ak_{hex:8}` does not match"),
        ("ak_{hex:7}", "ak_{hex:8}", "counterexample"),
        ("[0-9a-f]{8}", "[0-9a-f]+", "only literals, escapes"),
        ("[0-9a-f]{8}", "[0-9a-f]{2,8}[a-z]", "variable count"),
        ("read api_key", "read token", "not a field of this kind"),
        ("read api_key", "press", "write click, label"),
        ("path = \"/keys\"", "needs = [\"nowhere\"]\npath = \"/keys\"", "not another step"),
        ("path = \"/keys\"", "", "nothing tells where this step applies"),
        ("path = \"/keys\"", "host = \"acme.test\"", "not one of the provider's hosts"),
        ("app.acme.example/keys", "app.other.example/keys", "start `https://app.other.example/keys`"),
        ("2026-10", "last week", "YYYY-MM"),
        ("sure = \"docs\"", "sure = \"yes\"", "docs, code, article or memory"),
        ("[\"api key\"]", "[\"API key\"]", "must be lower case"),
        ("trouble = \"closed\"", "trouble = \"odd\"", "write one of done, signed-out"),
        ("shows = [\"api keys\"]", "shows = []", "known by words of the page"),
        ("https://api.acme.example/me", "http://api.acme.example/me", "must begin with https://"),
        ("https://api.acme.example/me", "https://api.other.example/me", "is not one of hosts"),
        ("https://api.acme.example/me", "https://{api_key}.acme.example/me", "only a region may stand in the host"),
        ("https://api.acme.example/me", "https://{api_key.region}.acme.example/me", "needs region_after and a shape"),
        ("https://api.acme.example/me", "{api_key}/me", "whose shape is not an https address"),
        ("https://api.acme.example/me", "https://api.acme.example/{api_key}", "use a header"),
        ("headers = { X-Key = ", "query = { key = ", "in_url = true says"),
        ("X-Key", "Cookie", "cannot be set"),
        ("\"{api_key}\" }", "\"{token}\" }", "`{token}` is not a field of this kind"),
        ("equals = \"true\", ", "", "one of equals, contains, exists"),
        ("at = \"/ok\"", "at = \"ok\"", "a pointer"),
        ("status = [401]", "status = [429]", "never an answer"),
        ("status = [401], is = \"invalid\"", "status = [401], is = \"wrong\"", "write one of valid"),
        ("status = [401], is = \"invalid\"", "status = [401], is = \"next\"", "leads to another call"),
        ("is = \"valid\"", "is = \"limited\"", "no rule of verify says `valid`"),
        ("is = \"invalid\"", "is = \"not-yet-active\"", "within how many seconds"),
        ("is = \"invalid\"", "is = \"other-kind\", kind = \"acme/none\"", "names the kind"),
    ];
    for (from, to, wanted) in cases {
        let said = problems(from, to);
        assert!(said.contains(wanted), "{from} -> {to}: {said}");
        assert!(said.contains("recipes/acme.toml"), "{said}");
    }
}

#[test]
fn a_mistake_of_the_format_names_its_line() {
    assert!(problems("hosts =", "hots =").contains("line 5"), "{}", problems("hosts =", "hots ="));
}

const OAUTH: &str = r#"
[kinds.oauth]
authorize = "https://auth.acme.example/authorize"
token = "https://auth.acme.example/token"
device = "https://auth.acme.example/device"
revoke = "https://auth.acme.example/revoke"
scopes = ["read"]
hosts = ["https://auth.acme.example/*"]
client = "acme/api-key"
redirect = "acme"
client_auth = ["none", "basic"]
pkce = "public"
refresh = "rotating"
idle_days = 90
scope_separator = ","
[kinds.oauth.metadata]
url = "https://auth.acme.example/metadata"
endpoint = "https://{region}.api.acme.example"
[[kinds.fields]]
name = "region"
label = "Region"
secret = false
optional = true
[[kinds.fields]]
name = "endpoint"
label = "Endpoint"
secret = false
optional = true
[kinds.fields.shape]
pattern = 'https://[a-z]{2}\.api\.acme\.example'
examples = ["https://eu.api.acme.example"]
"#;

#[test]
fn an_oauth_block_is_checked() {
    let whole = |from: &str, to: &str| {
        assert!(OAUTH.contains(from), "{from}");
        let step = "[[kinds.steps]]";
        problems(step, &format!("{}{step}", OAUTH.replacen(from, to, 1)))
    };
    assert_eq!(whole("acme", "acme"), "");
    let cases = [
        ("https://auth.acme.example/device", "https://auth.other.example/device", "device `https://auth.other.example"),
        ("https://auth.acme.example/revoke", "http://auth.acme.example/revoke", "revoke `http://auth.acme.example"),
        ("example/metadata", "test/metadata", "metadata `https://auth.acme.test"),
        ("[\"none\", \"basic\"]", "[]", "give none, basic or body"),
        ("[\"none\", \"basic\"]", "[\"basic\", \"basic\"]", "each at most once"),
        ("[\"none\", \"basic\"]", "[\"header\"]", "unknown variant `header`"),
        ("pkce = \"public\"", "pkce = \"never\"", "without a secret needs PKCE"),
        ("refresh = \"rotating\"", "refresh = \"none\"", "idle_days is about refresh tokens"),
        ("scope_separator = \",\"", "scope_separator = \"\"", "scope_separator is a space"),
        ("https://{region}.api", "https://api", "metadata.endpoint must be"),
        ("https://{region}.api.acme.example", "https://{region}.api.acme.example/3.0", "metadata.endpoint must be"),
        ("endpoint =", "scheme = \"Bearer \"\nendpoint =", "metadata.scheme is one word"),
        ("name = \"region\"", "name = \"place\"", "metadata tells `region`"),
        ("secret = false\noptional = true\n[kinds", "optional = true\n[kinds", "metadata tells `endpoint`"),
        ("endpoint = \"https://{region}.api", "endpoint = \"https://{region}.eu", "metadata tells `endpoint`"),
        ("[\"none\", \"basic\"]", "[\"basic\"]", "client_auth wants a secret"),
        ("client = \"acme/api-key\"", "client = \"acme/app\"", "is not a kind"),
    ];
    for (from, to, wanted) in cases {
        let said = whole(from, to);
        assert!(said.contains(wanted), "{from} -> {to}: {said}");
    }
}

#[test]
fn every_shape_matches_its_examples_and_no_shorter_one() {
    for field in PROVIDERS.iter().flat_map(|p| p.kinds).flat_map(|k| k.fields) {
        let Some(shape) = &field.shape else { continue };
        for example in shape.examples {
            assert!(shape.matches(example), "{}: {example}", shape.pattern);
            assert!(!shape.matches(""), "{}", shape.pattern);
            assert!(!shape.matches(&format!("{example} ")), "{}", shape.pattern);
            if shape.stem > 0 {
                assert!(shape.is_stem(&example[..shape.stem]), "{}", shape.pattern);
                assert!(!shape.is_stem(example), "{}", shape.pattern);
                assert!(!shape.is_stem(&example[1..=shape.stem - 1]), "{}", shape.pattern);
            }
        }
    }
}

#[test]
fn kinds_and_providers_are_found_by_name_and_host() {
    let (found, key) = kind("mailchimp/api-key").expect("known");
    assert_eq!((found.slug, key.fields[0].name), ("mailchimp", "api_key"));
    assert!(kind("mailchimp/token").is_none() && kind("mailchimp").is_none() && provider("nobody").is_none());
    let owners = |host: &str| providers_of_host(host).map(|p| p.slug).collect::<Vec<_>>();
    assert_eq!(owners("us21.admin.mailchimp.com"), ["mailchimp"]);
    // One portal, keys of two services.
    assert_eq!(owners("dash.cloudflare.com"), ["cloudflare-turnstile", "cloudflare"]);
    assert_eq!(owners("console.cloud.google.com"), ["google-maps", "google-recaptcha"]);
    for host in [
        "admin.mailchimp.com.evil.example",
        "evil-admin.mailchimp.com.",
        "xadmin.mailchimp.com",
        ".admin.mailchimp.com",
        "mailchimp.com",
        "",
    ] {
        assert!(owners(host).is_empty(), "{host}");
    }
    assert_eq!(kind("constant-contact/v2-token").and_then(|(_, k)| k.lifetime), Some(315_359_999));
    let oauth = kind("constant-contact/v3-oauth").and_then(|(_, k)| k.oauth.as_ref()).expect("oauth");
    assert!(oauth.scopes.contains(&"offline_access") && kind(oauth.client).is_some());
    assert_eq!((oauth.client_auth, oauth.idle_days), (&[ClientAuth::None, ClientAuth::Basic][..], 180));
    assert_eq!((oauth.pkce, oauth.refresh, oauth.scope_separator), (Pkce::Always, Refresh::Either, " "));
    let oauth = kind("mailchimp/oauth").and_then(|(_, k)| k.oauth.as_ref()).expect("oauth");
    assert_eq!((oauth.client, oauth.client_auth), ("mailchimp/oauth-app", &[ClientAuth::Body][..]));
    assert_eq!((oauth.pkce, oauth.refresh, oauth.scopes.len()), (Pkce::Never, Refresh::None, 0));
    let metadata = oauth.metadata.expect("metadata");
    assert_eq!((metadata.scheme, metadata.endpoint), ("OAuth", "https://{region}.api.mailchimp.com"));
}

#[test]
fn forms_are_known_by_their_page() {
    let slugs = |path: &str, query: &str| forms_for(path, query).map(|f| (f.slug, f.kind)).collect::<Vec<_>>();
    assert_eq!(slugs("/wp-admin/admin.php", "page=mailchimp-for-wp"), [("mailchimp-for-wp", "mailchimp/api-key")]);
    assert_eq!(
        slugs("/blog/wp-admin/admin.php", "x=1&page=mailchimp%2Dfor-wp"),
        [("mailchimp-for-wp", "mailchimp/api-key")]
    );
    assert!(slugs("/wp-admin/admin.php", "page=mailchimp-for-wp-other").is_empty());
    assert!(slugs("/wp-admin/admin.php", "").is_empty());
    assert_eq!(slugs("/wp-admin/admin.php", "page=et_bloom_options").len(), 3);
    assert_eq!(
        slugs("/wp-admin/admin.php", "page=wpcf7-integration&service=recaptcha&action=setup"),
        [("contact-form-7", "google-recaptcha/keys")]
    );
}

#[test]
fn a_language_that_is_missing_falls_back_to_english() {
    let words = kind("mailchimp/api-key").expect("known").1.name;
    assert_eq!(
        (words.get("de-AT"), words.get("fr"), words.get("ja"), words.get("")),
        ("API-Schlüssel", "Clé API", "API key", "API key")
    );
}
