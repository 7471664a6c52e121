//! Forms that no recipe knows, on the real WordPress: each is filled from the popup, saved as a person saves it, and
//! read back from WordPress's database, where exactly the kept values stand. Needs `dist/` (`cargo xtask build`), the
//! sandbox's WordPress, the browser, Xvfb, openbox, xdotool and imagemagick.

mod desk;

use desk::{Desk, Hand, expect};
use keyfob_e2e::journey::{Journey, Result, WORDPRESS, kind_slug};
use keyfob_e2e::{Find, Surface};
use serde_json::{Map, Value, json};

/// What a person does on the page before its fields are there.
enum Before {
    Nothing,
    /// Chooses in a list.
    Choose(&'static str, &'static str),
    /// Presses a button; then this is there.
    Press(&'static str, &'static str),
    /// Waits for what a script draws.
    Drawn(&'static str),
}

/// How the page is saved, and what tells that it is.
enum Save {
    /// By the button of an ordinary settings form.
    Submit,
    /// By a button whose script sends the values.
    Script(&'static str),
    /// By itself, once for each field that changes.
    Itself,
}

/// One form.
struct Form {
    what: &'static str,
    /// Its page, which is also the name of its option.
    page: &'static str,
    before: Before,
    kind: &'static str,
    /// Key in the option, and the variable whose value belongs there.
    filled: &'static [(&'static str, &'static str)],
    /// What else the option holds, as it was on the page.
    others: &'static [(&'static str, &'static str)],
    save: Save,
}

const FORMS: &[Form] = &[
    Form {
        what: "the label stands in the header cell only",
        page: "blue_writer",
        before: Before::Nothing,
        kind: "openai/api-key",
        filled: &[("key", "OPENAI_API_KEY")],
        others: &[("tone", "warm")],
        save: Save::Submit,
    },
    Form {
        what: "a shop's settings: the name is the id, the password is given back",
        page: "order_post",
        before: Before::Nothing,
        kind: "sendgrid/api-key",
        filled: &[("api_key", "SENDGRID_API_KEY")],
        others: &[],
        save: Save::Submit,
    },
    Form {
        what: "a list shows the fields",
        page: "mail_router",
        before: Before::Choose("#mail_router_service", "brevo"),
        kind: "brevo/api-key",
        filled: &[("brevo_key", "BREVO_API_KEY")],
        others: &[("service", "brevo"), ("sparkpost_key", "")],
        save: Save::Submit,
    },
    Form {
        what: "a mask is replaced whole",
        page: "bakery_points",
        before: Before::Nothing,
        kind: "klaviyo/private-key",
        filled: &[("private_key", "KLAVIYO_PRIVATE_KEY")],
        others: &[("rate", "10")],
        save: Save::Submit,
    },
    Form {
        what: "a captcha's pair, ids with brackets",
        page: "form_guard",
        before: Before::Nothing,
        kind: "google-recaptcha/keys",
        filled: &[("site", "WPCF7_RECAPTCHA_SITEKEY"), ("secret", "WPCF7_RECAPTCHA_SECRET")],
        others: &[("score", "0.5")],
        save: Save::Submit,
    },
    Form {
        what: "keys for real payments, those for tests hidden",
        page: "bread_fund",
        before: Before::Nothing,
        kind: "stripe/api-keys",
        filled: &[("live_publishable", "STRIPE_PUBLISHABLE_KEY"), ("live_secret", "STRIPE_SECRET_KEY")],
        others: &[("mode", "live"), ("test_publishable", ""), ("test_secret", ""), ("webhook", "")],
        save: Save::Submit,
    },
    Form {
        what: "a placeholder and no label",
        page: "team_notes",
        before: Before::Nothing,
        kind: "slack/bot-token",
        filled: &[("token", "SLACK_BOT_TOKEN")],
        others: &[("channel", "#orders")],
        save: Save::Submit,
    },
    Form {
        what: "labels after their inputs",
        page: "pickup_sms",
        before: Before::Nothing,
        kind: "twilio/auth-token",
        filled: &[("sid", "TWILIO_ACCOUNT_SID"), ("token", "TWILIO_AUTH_TOKEN")],
        others: &[("from", "+15005550006")],
        save: Save::Submit,
    },
    Form {
        what: "an add-on of a form plugin, with the framework's names",
        page: "form_addon",
        before: Before::Nothing,
        kind: "postmark/server-token",
        filled: &[("serverToken", "WPMS_POSTMARK_SERVER_API_TOKEN")],
        others: &[],
        save: Save::Submit,
    },
    Form {
        what: "a dialog that comes by request",
        page: "crumb_club",
        before: Before::Press("#crumb-open", "#crumb-dialog"),
        kind: "activecampaign/api-key",
        filled: &[("url", "ACTIVECAMPAIGN_URL"), ("key", "ACTIVECAMPAIGN_API_KEY")],
        others: &[],
        save: Save::Script("#any-save"),
    },
    Form {
        what: "data-name in place of a name, and no form",
        page: "flour_mail",
        before: Before::Nothing,
        kind: "mailjet/api-keys",
        filled: &[("key", "WPMS_MAILJET_API_KEY"), ("secret", "WPMS_MAILJET_SECRET_KEY")],
        others: &[],
        save: Save::Script("#any-save"),
    },
    Form {
        what: "each change is saved at once, and once only",
        page: "oven_mail",
        before: Before::Nothing,
        kind: "mailgun/api-key",
        filled: &[("key", "WPMS_MAILGUN_API_KEY")],
        others: &[],
        save: Save::Itself,
    },
    Form {
        what: "controlled inputs of React",
        page: "crust_check",
        before: Before::Drawn("#crust-save"),
        kind: "cloudflare-turnstile/keys",
        filled: &[("site", "CF_TURNSTILE_SITE_KEY"), ("secret", "CF_TURNSTILE_SECRET_KEY")],
        others: &[],
        save: Save::Script("#crust-save"),
    },
];

/// A made-up value of the right shape for each variable, put together from pieces.
fn kept() -> Vec<(&'static str, String)> {
    let hex = |times: usize| "0f1e2d3c4b5a6978".repeat(times);
    let letters = |length: usize| "aB3dE5fG7hJ9kL2m".chars().cycle().take(length).collect::<String>();
    let uuid = ["1a2b3c4d", "5e6f", "7a8b", "9c0d", "1e2f3a4b5c6d"].join("-");
    vec![
        ("OPENAI_API_KEY", ["sk-", "proj-", &letters(48)].concat()),
        ("SENDGRID_API_KEY", ["SG", &letters(22), &letters(43)].join(".")),
        ("BREVO_API_KEY", ["xkeysib", &hex(4), &letters(16)].join("-")),
        ("KLAVIYO_PRIVATE_KEY", ["pk", &hex(3).chars().take(34).collect::<String>()].join("_")),
        ("WPCF7_RECAPTCHA_SITEKEY", ["6L", "site", &letters(34)].concat()),
        ("WPCF7_RECAPTCHA_SECRET", ["6L", "hush", &letters(34)].concat()),
        ("STRIPE_PUBLISHABLE_KEY", ["pk", "live", &letters(40)].join("_")),
        ("STRIPE_SECRET_KEY", ["sk", "live", &letters(40)].join("_")),
        ("SLACK_BOT_TOKEN", ["xoxb", "123456789012", "123456789012", &letters(24)].join("-")),
        ("TWILIO_ACCOUNT_SID", ["AC", &hex(2)].concat()),
        ("TWILIO_AUTH_TOKEN", "9f8e7d6c5b4a3921".repeat(2)),
        ("WPMS_POSTMARK_SERVER_API_TOKEN", uuid),
        ("ACTIVECAMPAIGN_URL", "https://bluedoor.api-us1.com".to_owned()),
        ("ACTIVECAMPAIGN_API_KEY", hex(5).chars().take(72).collect()),
        ("WPMS_MAILJET_API_KEY", "00112233445566778899aabbccddeeff".to_owned()),
        ("WPMS_MAILJET_SECRET_KEY", "ffeeddccbbaa99887766554433221100".to_owned()),
        ("WPMS_MAILGUN_API_KEY", [hex(2).as_str(), "1a2b3c4d", "5e6f7a8b"].join("-")),
        ("CF_TURNSTILE_SITE_KEY", ["0x4", "AAAAAAA", &letters(12)].concat()),
        ("CF_TURNSTILE_SECRET_KEY", ["0x4", "AAAAAAA", &letters(25)].concat()),
    ]
}

#[tokio::test]
async fn any_form() -> Result<()> {
    let mut desk = Desk::start(desk::options("any-form")).await?;
    desk.journey.make_vault().await?;
    let tab = desk.tab.clone();
    desk.journey.wordpress_login(&tab).await?;
    let kept = kept();
    desk.case("everything is taken from an environment file", async |journey, _| import(journey, &kept).await).await;
    for form in FORMS {
        desk.case(form.what, async |journey, tab| filled(journey, tab, form, &kept).await).await;
    }
    desk.finish().await;
    Ok(())
}

async fn import(journey: &mut Journey, kept: &[(&str, String)]) -> Result<()> {
    let text: String = kept.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    let hand = Hand(journey.bed.open_extension_page("manager.html?bed").await?);
    let file = hand.0.eval(&format!("btoa({})", json!(text))).await?;
    let mut ask = json!({ "type": "import-preview", "file": file, "name": ".env", "passphrase": "" });
    let preview = hand.ask(&ask).await?;
    let entries = preview["entries"].as_array().cloned().unwrap_or_default();
    ask["type"] = "import-apply".into();
    ask["wanted"] = entries.iter().map(|entry| entry["at"].clone()).collect();
    hand.ask(&ask).await?;
    let list = hand.ask(&json!({ "type": "list", "query": "", "offset": 0, "limit": 50 })).await?;
    hand.close().await?;
    let credentials = list["credentials"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut held: Vec<(&str, usize)> = credentials
        .iter()
        .map(|one| (one["kind"].as_str().unwrap_or_default(), one["fields"].as_array().map_or(0, Vec::len)))
        .collect();
    let mut wanted: Vec<(&str, usize)> = FORMS.iter().map(|form| (form.kind, form.filled.len())).collect();
    held.sort_unstable();
    wanted.sort_unstable();
    expect("the vault", held == wanted, &format!("one credential for each form, with its fields, not {held:?}"))
}

async fn filled(journey: &mut Journey, tab: &Surface, form: &Form, kept: &[(&str, String)]) -> Result<()> {
    tab.goto(&format!("{WORDPRESS}/wp-admin/admin.php?page={}", form.page)).await?;
    match form.before {
        Before::Nothing => {}
        Before::Choose(list, option) => tab.choose(&Find::css(list), option).await?,
        Before::Press(button, comes) => {
            tab.click(&Find::css(button)).await?;
            tab.wait(&Find::css(comes)).await?;
        }
        Before::Drawn(comes) => tab.wait(&Find::css(comes)).await?,
    }
    journey.bed.activate(tab).await?;
    let popup = journey.plan().await?;
    // From a file, so for no site yet: which one is used is the person's to say.
    let choice = Find::testid(&format!("plan-choose-{}", kind_slug(form.kind)));
    popup.wait(&Find::css("[data-testid=fill-confirm], [data-testid^=plan-choose-]")).await?;
    if popup.has(&choice).await? {
        let only = popup.call(&choice, "function () { return this.options[1]?.value; }", &[]).await?;
        popup.choose(&choice, only.as_str().unwrap_or_default()).await?;
    }
    popup.click(&Find::testid("fill-confirm")).await?;
    popup.wait(&Find::testid("filled")).await?;
    journey.close_popup(&popup).await?;
    match form.save {
        Save::Submit => {
            tab.click(&Find::css("#submit")).await?;
            tab.wait(&Find::css("#setting-error-settings_updated")).await?;
            tab.loaded().await?;
        }
        Save::Script(button) => {
            tab.click(&Find::css(button)).await?;
            tab.wait(&Find::css("#any-said[data-saved='1']")).await?;
        }
        Save::Itself => {
            // The field that was filled last may be committed only now.
            tab.click(&Find::css("h1")).await?;
            tab.wait(&Find::css(&format!("#any-said[data-saved='{}']", form.filled.len()))).await?;
        }
    }
    let mut wanted = Map::new();
    for (key, value) in form.others {
        wanted.insert((*key).to_owned(), json!(value));
    }
    for (key, name) in form.filled {
        let value = kept.iter().find(|(of, _)| of == name).map(|(_, value)| value);
        wanted.insert((*key).to_owned(), json!(value));
    }
    match form.save {
        Save::Submit => {}
        Save::Script(_) => drop(wanted.insert("saved".to_owned(), json!(1))),
        Save::Itself => drop(wanted.insert("saved".to_owned(), json!(form.filled.len()))),
    }
    let stored = journey.stored(form.page).await?;
    expect("what WordPress has stored", stored == Value::Object(wanted), "the kept values and nothing else")
}
