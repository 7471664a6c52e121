//! The browser's own password manager, turned on as it is for a person. Chromium does not offer to save what Keyfob put
//! into a field for passwords of a settings page; Firefox, which has filled that field itself, does not overwrite it.

mod desk;

use desk::{Desk, expect};
use keyfob_e2e::journey::{Journey, Result, WORDPRESS};
use keyfob_e2e::{Browser, Find, Look, Surface, until};
use serde_json::json;

const FIELD: &str = "document.querySelector('#woocommerce_order_post_api_key').value";
/// Who stands in the page's field before the one for the key, so that a login of theirs belongs into both.
const SENDER: &str = "orders@bluedoorbakery.example";

#[tokio::test]
async fn own_manager() -> Result<()> {
    let mut options = desk::options("own-manager");
    options.passwords = true;
    let mut desk = Desk::start(options).await?;
    desk.journey.make_vault().await?;
    let letters = |length: usize| "aB3dE5fG7hJ9kL2m".chars().cycle().take(length).collect::<String>();
    let key = ["SG", &letters(22), &letters(43)].join(".");
    import(&desk.journey, &key).await?;
    let case = match Browser::asked() {
        Browser::Chromium => "Chromium offers to save a login and not a key",
        Browser::Firefox => "what Firefox has filled is replaced and stays so",
    };
    desk.case(case, async |journey, tab| match Browser::asked() {
        Browser::Chromium => not_offered(journey, tab, &key).await,
        Browser::Firefox => not_overwritten(journey, tab, &key).await,
    })
    .await;
    desk.finish().await;
    Ok(())
}

/// The manager's own page tells what it decides about each form that was sent.
async fn not_offered(journey: &mut Journey, tab: &Surface, key: &str) -> Result<()> {
    let log = journey.bed.new_tab("chrome://password-manager-internals/").await?;
    journey.bed.activate(tab).await?;
    journey.wordpress_login(tab).await?;
    decided(&log, &["ASK the user"]).await?;
    filled(journey, tab, key).await?;
    decided(&log, &["ASK the user", "DROP the password"]).await
}

async fn decided(log: &Surface, wanted: &[&str]) -> Result<()> {
    until("the password manager's decision", async || {
        let text = log.eval("document.body.innerText").await?;
        let told = text.as_str().unwrap_or_default().lines();
        let told: Vec<&str> = told.filter_map(|line| line.split("Decision:").nth(1)).map(str::trim).collect();
        Ok(if told == wanted { Look::Done(()) } else { Look::wait(told.join(", ")) })
    })
    .await?;
    Ok(())
}

async fn not_overwritten(journey: &mut Journey, tab: &Surface, key: &str) -> Result<()> {
    journey.wordpress_login(tab).await?;
    let password = ["sour", "dough", "22"].join("-");
    journey.bed.keep_login(WORDPRESS, SENDER, &password).await?;
    open(tab).await?;
    tab.wait_for(&format!("{FIELD} === {}", json!(password))).await?;
    filled(journey, tab, key).await?;
    expect("the field of the saved page", tab.eval(FIELD).await? == key, "the key")
}

async fn open(tab: &Surface) -> Result<()> {
    Ok(tab.goto(&format!("{WORDPRESS}/wp-admin/admin.php?page=order_post")).await?)
}

/// Filled from the popup, saved, and read back from WordPress.
async fn filled(journey: &mut Journey, tab: &Surface, key: &str) -> Result<()> {
    open(tab).await?;
    journey.bed.activate(tab).await?;
    let popup = journey.plan().await?;
    popup.click(&Find::testid("fill-confirm")).await?;
    popup.wait(&Find::testid("filled")).await?;
    journey.close_popup(&popup).await?;
    tab.click(&Find::css("#submit")).await?;
    tab.wait(&Find::css("#setting-error-settings_updated")).await?;
    tab.loaded().await?;
    expect("what WordPress has stored", journey.stored("order_post").await?["api_key"] == key, "the key")
}

/// Puts a SendGrid key into the vault.
async fn import(journey: &Journey, key: &str) -> Result<()> {
    let manager = journey.bed.open_extension_page("manager.html?bed").await?;
    let send = format!(
        "chrome.runtime.sendMessage({{ ui: {{ type: 'import-apply', file: btoa({}), name: '.env', passphrase: '', wanted: [0] }} }})",
        json!(format!("SENDGRID_API_KEY={key}\n"))
    );
    let answer = manager.eval(&send).await?;
    manager.close().await?;
    expect("the import", answer["type"] == "done", "done")
}
