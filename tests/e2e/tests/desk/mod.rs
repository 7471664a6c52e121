//! What the browser tests share: one browser, portals and WordPress for all cases of a file, put back in order
//! between them; the sentences a person should read; the short way to a key page.

#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its own part")]
#![expect(clippy::expect_used, clippy::panic, reason = "a test's helper fails by panicking")]

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;

use futures_util::FutureExt;
use keyfob_e2e::journey::{CLIENT, Journey, JourneyError, JourneyOptions, PASSPHRASE, Report, Result};
use keyfob_e2e::{BedError, Browser, Find, Look, Surface, repository, until};
use serde_json::{Value, json};

/// The page on which a Mailchimp account's keys are made.
pub const KEY_PAGE: &str = "https://us21.admin.mailchimp.com/account/api/";
/// The same on the layout that no recipe knows.
pub const MOVED_KEY_PAGE: &str = "https://us21.admin.mailchimp.com/settings/connections/codes/";
/// A settings page that asks for nothing.
pub const NOTHING: &str = "https://settings.otherapp.example/nothing";
/// The kind most cases are about.
pub const MAILCHIMP: &str = "mailchimp/api-key";

/// One browser and all it talks to, and what failed in it so far.
pub struct Desk {
    /// The parts.
    pub journey: Journey,
    /// The tab the person works in.
    pub tab: Surface,
    cases: usize,
    failed: Vec<String>,
}

/// Options of a file's journey; pictures go to `target/browser/NAME`.
pub fn options(name: &str) -> JourneyOptions {
    let mut options = JourneyOptions::new("browser");
    options.pictures = repository().join("target").join(Browser::asked().pictures("browser")).join(name);
    options.report = Report::new(|_| ());
    options
}

impl Desk {
    /// Starts everything.
    pub async fn start(options: JourneyOptions) -> Result<Self> {
        let journey = Journey::start(options).await?;
        let tab = journey.bed.tab().await?;
        let mut desk = Self { journey, tab, cases: 0, failed: Vec::new() };
        desk.calm().await?;
        Ok(desk)
    }

    /// Makes the vault and logs in to Mailchimp, so that cases begin where they matter.
    pub async fn settle(&mut self) -> Result<()> {
        self.journey.make_vault().await?;
        self.log_in_to_mailchimp().await
    }

    /// Logs in to Mailchimp as the account's owner; the session lasts until the browser ends.
    pub async fn log_in_to_mailchimp(&mut self) -> Result<()> {
        log_in_to_mailchimp(&self.tab).await
    }

    /// Runs one case and puts everything back in order. A failure is kept, with a picture, and the next case runs.
    #[expect(clippy::disallowed_methods, reason = "a test's own clock, to say what takes long")]
    pub async fn case(&mut self, what: &str, run: impl AsyncFnOnce(&mut Journey, &Surface) -> Result<()>) {
        let began = std::time::Instant::now();
        self.cases += 1;
        let tab = self.tab.clone();
        // An assertion that fails ends its case only.
        let run = AssertUnwindSafe(run(&mut self.journey, &tab)).catch_unwind().await;
        let mut result = run.unwrap_or_else(|_| Err(unlike(what, "what was asserted", "what the panic says")));
        if result.is_err() {
            let name = what.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
            let _ = self.journey.bed.screenshot(&format!("failed-{name}")).await;
        }
        if let Err(error) = self.calm().await {
            result = result.and(Err(error));
        }
        let verdict = if result.is_ok() { "ok" } else { "FAILED" };
        eprintln!("{:6.1} s  {verdict}  {what}", began.elapsed().as_secs_f32());
        if let Err(error) = result {
            eprintln!("          {error}");
            self.failed.push(format!("{what}: {error}"));
        }
    }

    /// No job, nothing held, no second tab, the portals as they were, the vault open if there is one.
    async fn calm(&mut self) -> Result<()> {
        if !self.tab.is_open().await {
            self.tab = self.journey.bed.tab().await?;
        }
        let bed = &self.journey.bed;
        let portals = json!({ "layout": "new", "language": "en", "delay_ms": 20, "role": "account",
            "value": "normal", "value_in": "text" });
        self.journey.sandbox.configure(&portals).await?;
        let panel = bed.extension().panel()?;
        bed.close_all_but(|shown| shown.id == self.tab.target() || shown.url.starts_with(&panel)).await?;
        self.tab.goto(NOTHING).await?;
        bed.activate(&self.tab).await?;
        let hand = Hand::open(&self.journey).await?;
        hand.ask(&json!({ "type": "guide-stop" })).await?;
        let view = hand.view().await?;
        for held in view["held"].as_array().into_iter().flatten() {
            hand.ask(&json!({ "type": "drop", "held": held["id"] })).await?;
        }
        if view["vault"]["state"] == "locked" {
            hand.ask(&json!({ "type": "vault-unlock", "passphrase": PASSPHRASE })).await?;
        }
        hand.close().await
    }

    /// Ends the file: no value that was issued stands on any console or in the browser's log, and no case failed.
    pub async fn finish(mut self) {
        self.case("no captured value on any console", async |journey, _| nothing_told(journey).await).await;
        let (failed, cases) = (&self.failed, self.cases);
        assert!(failed.is_empty(), "{} of {cases} cases failed:\n{}", failed.len(), failed.join("\n"));
    }
}

/// Whether any value that the portals issued, or the passphrase, stands on a console or in the browser's own log.
pub async fn nothing_told(journey: &Journey) -> Result<()> {
    let issued = journey.sandbox.issued("").await?;
    let mut secrets: Vec<String> = issued.iter().filter_map(|one| one["value"].as_str()).map(str::to_owned).collect();
    secrets.push(PASSPHRASE.to_owned());
    for line in journey.bed.console().lines() {
        let told = secrets.iter().any(|secret| line.text.contains(secret.as_str()));
        expect("a console line", !told, &format!("no secret at {} ({})", line.url, line.level))?;
    }
    let log = std::fs::read_to_string(journey.bed.browser_log()).unwrap_or_default();
    let told = secrets.iter().any(|secret| log.contains(secret.as_str()));
    expect("the browser's log", !told, "no secret")
}

/// Logs in to Mailchimp as the account's owner.
pub async fn log_in_to_mailchimp(tab: &Surface) -> Result<()> {
    tab.goto("https://login.mailchimp.com/").await?;
    tab.type_into(&Find::css("#username"), "dana@bluedoorbakery.example").await?;
    tab.type_into(&Find::css("#password"), "sour-dough-21").await?;
    tab.click(&Find::button("Log in")).await?;
    tab.wait_for("location.host === 'us21.admin.mailchimp.com' && document.readyState === 'complete'").await?;
    tab.goto(NOTHING).await?;
    Ok(())
}

/// The bed's own hand in an extension page of its own: it asks the background what any surface may ask.
pub struct Hand(pub Surface);

impl Hand {
    /// Opens the panel's page in a tab.
    pub async fn open(journey: &Journey) -> Result<Self> {
        Ok(Self(journey.bed.open_extension_page("panel.html?bed").await?))
    }

    /// A request of a surface and its answer.
    pub async fn ask(&self, request: &Value) -> Result<Value> {
        Ok(self.0.eval(&format!("chrome.runtime.sendMessage({})", json!({ "ui": request }))).await?)
    }

    /// What a surface is told.
    pub async fn view(&self) -> Result<Value> {
        Ok(self.ask(&json!({ "type": "view", "surface": "panel", "tab": null })).await?["view"].clone())
    }

    /// Closes its tab.
    pub async fn close(self) -> Result<()> {
        Ok(self.0.close().await?)
    }
}

/// A sentence of the English message file with its places filled.
pub fn sentence(key: &str, args: &[&str]) -> String {
    let path: PathBuf = repository().join("extension/_locales/en/messages.json");
    let text = std::fs::read_to_string(path).expect("the English messages");
    let messages: Value = serde_json::from_str(&text).expect("the English messages");
    let mut found = messages[key]["message"].as_str().unwrap_or_else(|| panic!("no message {key}")).to_owned();
    for (place, arg) in args.iter().enumerate() {
        found = found.replace(&format!("${}", place + 1), arg);
    }
    found
}

/// All that a surface shows. Firefox leaves the options of a closed list out of `innerText`.
const SHOWN: &str = "[document.body.innerText, ...[...document.querySelectorAll('select')]
    .filter((list) => list.checkVisibility()).flatMap((list) => [...list.options].map((option) => option.text))].join(' ')";

/// Waits until a surface says a sentence of the message file anywhere.
pub async fn says(surface: &Surface, key: &str, args: &[&str]) -> Result<()> {
    let wanted = sentence(key, args);
    until(&format!("the sentence {key:?}"), async || {
        let text = surface.eval(SHOWN).await?;
        let text = text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(if text.contains(&wanted) { Look::Done(()) } else { Look::wait(text) })
    })
    .await?;
    Ok(())
}

/// Waits until the helper on a page says a sentence; its shadow root is closed to all but a screen reader.
pub async fn page_says(page: &Surface, key: &str) -> Result<()> {
    let wanted = sentence(key, &[]);
    until(&format!("the helper's sentence {key:?}"), async || {
        let text = page.accessible_text().await?;
        Ok(if text.contains(&wanted) { Look::Done(()) } else { Look::wait("another text") })
    })
    .await?;
    Ok(())
}

/// A condition of a case.
pub fn expect(what: &str, holds: bool, expected: &str) -> Result<()> {
    if holds { Ok(()) } else { Err(unlike(what, expected, "something else")) }
}

/// A case's own error.
pub fn unlike(what: &str, expected: &str, seen: &str) -> JourneyError {
    JourneyError::Unlike { what: what.to_owned(), expected: expected.to_owned(), seen: seen.to_owned() }
}

/// Starts the Mailchimp guide from the popup on a page that asks for nothing. Answers the browser's question when
/// it comes for the first time. Gives the portal's page and the panel.
pub async fn begin(journey: &mut Journey, tab: &Surface) -> Result<(Surface, Surface)> {
    let granted = ask_for_guide(journey, tab).await?;
    if !granted {
        journey.bed.accept_permission().await?;
    }
    arrived(journey).await
}

/// Presses through the popup to the start of the Mailchimp guide; says whether the hosts were granted before.
pub async fn ask_for_guide(journey: &mut Journey, tab: &Surface) -> Result<bool> {
    tab.goto(NOTHING).await?;
    journey.bed.activate(tab).await?;
    let popup = journey.bed.open_popup().await?;
    popup.click(&Find::testid("service-mailchimp")).await?;
    popup.click(&Find::testid("kind-mailchimp__api-key")).await?;
    popup.type_into(&Find::testid("client"), CLIENT).await?;
    let held = "chrome.permissions.contains({ origins: ['https://login.mailchimp.com/*', 'https://*.admin.mailchimp.com/*'] })";
    let granted = popup.eval(held).await? == true;
    popup.click(&Find::testid("guide-start")).await?;
    Ok(granted)
}

/// The portal's page, signed in, and the panel beside it.
pub async fn arrived(journey: &Journey) -> Result<(Surface, Surface)> {
    let panel = journey.bed.panel().await?;
    let portal = journey.bed.page_at("https://us21.admin.mailchimp.com/").await?;
    Ok((portal, panel))
}

/// Makes a key on the portal's key page, by whichever layout.
pub async fn make_key(portal: &Surface, page: &str) -> Result<()> {
    portal.goto(page).await?;
    portal.click(&Find::css("#create-key")).await?;
    portal.type_into(&Find::css("#key-name"), "Newsletter form").await?;
    portal.click(&Find::css("#generate-key")).await?;
    portal.wait(&Find::css(".key-value")).await?;
    Ok(())
}

/// The newest Mailchimp key that was issued.
pub async fn newest_key(journey: &Journey) -> Result<String> {
    journey.issued(MAILCHIMP, "api_key").await
}

/// The last four characters of a value: all that a surface may show of it.
pub fn end_of(value: &str) -> &str {
    value.get(value.len().saturating_sub(4)..).unwrap_or_default()
}

/// Presses Keep on the card whose preview ends like this, and waits until that card is gone.
pub async fn keep(surface: &Surface, end: &str) -> Result<()> {
    let card = card(surface, end).await?;
    surface.click(&Find::css(&format!("{card} [data-testid=keep]"))).await?;
    surface.wait_gone(&Find::css(&card)).await?;
    Ok(())
}

/// Waits for the card of a recognised value by the end of its preview; gives a selector for it.
pub async fn card(surface: &Surface, end: &str) -> Result<String> {
    let mark = format!(
        "(() => {{ const card = [...document.querySelectorAll('[data-testid=held]')]
            .find((one) => one.querySelector('[data-testid=held-preview]').innerText.trim().endsWith({}));
            card?.setAttribute('data-bed', {}); return Boolean(card); }})()",
        json!(end),
        json!(end)
    );
    surface.wait_for(&mark).await?;
    Ok(format!("[data-testid=held][data-bed={}]", json!(end)))
}

/// Types the passphrase where a locked surface asks for it, and waits until the vault is open.
pub async fn unlock(surface: &Surface) -> Result<()> {
    surface.type_into(&Find::testid("unlock-passphrase"), PASSPHRASE).await?;
    surface.click(&Find::testid("unlock-submit")).await?;
    surface.wait_gone(&Find::testid("locked")).await?;
    Ok(())
}

/// Checks by revealing that the vault holds exactly this Mailchimp key.
pub async fn vault_holds(journey: &Journey, value: &str) -> Result<()> {
    let hand = Hand::open(journey).await?;
    let list = hand.ask(&json!({ "type": "list", "query": "", "offset": 0, "limit": 50 })).await?;
    let mut found = false;
    for credential in list["credentials"].as_array().into_iter().flatten() {
        let ask = json!({ "type": "reveal", "credential": credential["id"], "field": "api_key" });
        found |= hand.ask(&ask).await?["value"] == value;
    }
    hand.close().await?;
    expect("the vault", found, "the issued key, whole")
}

/// Whether a helper or a script world of ours is in a page.
pub async fn is_touched(journey: &Journey, page: &Surface) -> Result<bool> {
    Ok(page.is_touched(journey.bed.extension()).await?)
}

/// The bed's error as a case's.
pub fn bed(error: BedError) -> JourneyError {
    JourneyError::Bed(error)
}
