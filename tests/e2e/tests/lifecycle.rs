//! A key's whole life on real parts: made and filled, checked at the provider, replaced while a site uses it, and the
//! old one switched off last. Needs what `main_job` needs.

use keyfob_e2e::journey::{Journey, JourneyOptions, Move, Result, SettingsPage, Until, follow, mailchimp_moves};
use keyfob_e2e::{Find, Surface};

const KIND: &str = "mailchimp/api-key";
const KEYS: &str = "https://us21.admin.mailchimp.com/account/api";

fn css(selector: &str) -> Find {
    Find::css(selector)
}

/// Asks the provider from the panel; the browser asks for its API the first time.
async fn check(journey: &mut Journey, panel: &Surface, asks: bool) -> Result<()> {
    panel.click(&Find::testid("check-now")).await?;
    if asks {
        journey.bed.wait_permission_dialog().await?;
        journey.bed.accept_permission().await?;
    }
    panel.wait(&css("[data-testid=check-verdict][data-code=verify-valid]")).await?;
    journey.done("life-checked", "life: the provider says that the key works").await
}

/// Opens the details of the credential with this label on the vault page.
async fn details(manager: &Surface, label: &str) -> Result<()> {
    let row = format!(
        "[...document.querySelectorAll('[data-testid=credential]')].find((row) => row.innerText.includes({}))",
        serde_json::json!(label)
    );
    manager.wait_for(&format!("{row} !== undefined")).await?;
    manager.eval(&format!("{row}.click()")).await?;
    Ok(manager.wait(&Find::testid("detail")).await?)
}

async fn life(journey: &mut Journey) -> Result<()> {
    journey.make_vault().await?;
    let tab = journey.bed.tab().await?;
    journey.wordpress_login(&tab).await?;
    journey.open_settings(&tab, SettingsPage::Mc4wp).await?;
    let (old, panel) = journey.mailchimp_key(&tab).await?;
    let old_value = old.fields.first().map(|(_, value)| value.clone()).unwrap_or_default();
    journey.bed.page_at(KEYS).await?.close().await?;
    journey.back_to(&tab).await?;
    let wanted = [("mailchimp_api_key", "api_key", old_value.as_str())];
    journey.fill("life", &tab, KIND, &wanted).await?;
    journey.save_mc4wp(&tab, &old_value).await?;
    check(journey, &panel, true).await?;

    // Another key in its place.
    panel.click(&Find::testid("open-manager")).await?;
    let manager = journey.bed.manager().await?;
    let label = journey.credential(&manager, "manager", KIND).await?["label"].as_str().unwrap_or_default().to_owned();
    details(&manager, &label).await?;
    manager.click(&css("[data-testid=replace] summary")).await?;
    manager.click(&Find::testid("replace-start")).await?;
    let portal = journey.bed.page_at(KEYS).await?;
    follow(journey, "life", (&portal, &panel), &mailchimp_moves(), Until::Held).await?;
    let new_value = journey.issued(KIND, "api_key").await?;
    assert_ne!(new_value, old_value);
    journey.keep_in_panel(&panel, "life", &new_value).await?;
    panel.wait(&Find::testid("done")).await?;
    check(journey, &panel, false).await?;
    portal.click(&Find::button("Done")).await?;
    portal.wait_text(&css("table.keys"), &format!("{label} (2)")).await?;
    portal.close().await?;

    // The site gets it; the vault page knows when.
    manager.wait(&css("[data-testid=rotation][data-step='2']")).await?;
    journey.bed.activate(&manager).await?;
    journey.done_on(&manager, "life-sites", "life: the site that still has the old key is listed").await?;
    journey.back_to(&tab).await?;
    journey.open_settings(&tab, SettingsPage::Mc4wp).await?;
    let wanted = [("mailchimp_api_key", "api_key", new_value.as_str())];
    journey.fill("life-again", &tab, KIND, &wanted).await?;
    journey.save_mc4wp(&tab, &new_value).await?;

    // The old one goes last, and only it.
    journey.bed.activate(&manager).await?;
    manager.wait(&css("[data-testid=rotation][data-step='3']")).await?;
    manager.click(&Find::testid("replace-off")).await?;
    manager.click(&Find::testid("off-way")).await?;
    let portal = journey.bed.page_at(KEYS).await?;
    let row = format!(
        "[...document.querySelectorAll('table.keys tr')].find((row) => row.cells[0].innerText.trim() === {})",
        serde_json::json!(label)
    );
    portal.wait_for(&format!("{row} !== undefined")).await?;
    let id = portal.eval(&format!("{row}.dataset.id")).await?;
    let own = css(&format!("[data-revoke='{}']", id.as_str().unwrap_or_default()));
    let moves = [
        Move::click("Press Revoke beside", own),
        Move::fields("Type REVOKE", vec![(css("#confirm-revoke"), "REVOKE")]),
        Move::click("Press Revoke.", css("#revoke-key")),
    ];
    follow(journey, "life-off", (&portal, &panel), &moves, Until::Step("Press Revoke.")).await?;
    portal.click(&css("#revoke-key")).await?;
    portal.wait_for(&format!("{row}?.classList.contains('revoked')")).await?;
    panel.click(&Find::testid("off-mark")).await?;
    panel.wait(&Find::testid("done")).await?;
    manager.wait(&Find::testid("is-off")).await?;
    journey.bed.activate(&manager).await?;
    journey.done_on(&manager, "life-off", "life: the old key is off, the new one is in its place").await?;

    // Asked, the provider says so; the one in the form works.
    manager.click(&Find::testid("check-now")).await?;
    manager.wait(&css("[data-testid=check-verdict][data-code=verify-invalid]")).await?;
    let stored = journey.stored("mc4wp").await?;
    assert_eq!(stored["api_key"], new_value);
    Ok(())
}

#[tokio::test]
async fn a_key_is_checked_replaced_and_switched_off() -> Result<()> {
    let mut journey = Journey::start(JourneyOptions::new("lifecycle")).await?;
    let lived = life(&mut journey).await;
    if lived.is_err() {
        journey.bed.screenshot("failed").await?;
    }
    lived
}
