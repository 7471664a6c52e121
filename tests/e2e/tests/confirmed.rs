//! After a fill on the real WordPress: undone, what was there comes back; saved, Keyfob sees that the form took it. In
//! Firefox it sees that by itself only with a permission for the site, which is offered once.
//! Needs `dist/` (`cargo xtask build`), the browser, Xvfb, openbox, xdotool and imagemagick.

mod desk;

use desk::{Desk, Hand, expect};
use keyfob_e2e::journey::{Journey, JourneyError, Result, SettingsPage};
use keyfob_e2e::{Browser, Find, Look, Surface, until};
use serde_json::{Value, json};

const KEY: &str = "document.querySelector('#mailchimp_api_key').value";

#[tokio::test]
async fn confirmed() -> Result<()> {
    let mut desk = Desk::start(desk::options("confirmed")).await?;
    desk.journey.make_vault().await?;
    let tab = desk.tab.clone();
    desk.journey.wordpress_login(&tab).await?;
    desk.journey.open_settings(&tab, SettingsPage::Mc4wp).await?;
    let (kept, _) = desk.journey.mailchimp_key(&tab).await?;
    let key =
        kept.fields.iter().find(|(name, _)| name == "api_key").map(|(_, value)| value.clone()).unwrap_or_default();
    desk.case("a fill is undone", async |journey, tab| undone(journey, tab, &key).await).await;
    desk.case("a form that is saved is seen to have taken the key", async |journey, tab| {
        saved(journey, tab, &key).await
    })
    .await;
    desk.finish().await;
    Ok(())
}

/// In Chromium nothing is offered, as `confirmed` checks.
#[tokio::test]
async fn granted() -> Result<()> {
    if Browser::asked() != Browser::Firefox {
        return Ok(());
    }
    let mut desk = Desk::start(desk::options("granted")).await?;
    desk.journey.make_vault().await?;
    let key = ["0123456789abcdef".repeat(2), "us21".to_owned()].join("-");
    import(&desk.journey, &key).await?;
    let tab = desk.tab.clone();
    desk.journey.wordpress_login(&tab).await?;
    desk.case("with a permission for the site a saved form is seen without opening Keyfob", async |journey, tab| {
        seen_by_itself(journey, tab, &key).await
    })
    .await;
    desk.finish().await;
    Ok(())
}

async fn seen_by_itself(journey: &mut Journey, tab: &Surface, key: &str) -> Result<()> {
    journey.open_settings(tab, SettingsPage::Mc4wp).await?;
    let popup = fill(journey, tab).await?;
    popup.wait(&Find::testid("look-offer")).await?;
    journey.done_on(&popup, "look-offer", "the popup offers to look by itself").await?;
    popup.click(&Find::testid("look-allow")).await?;
    journey.bed.accept_permission().await?;
    popup.wait_gone(&Find::testid("look-offer")).await?;
    expect("the popup", popup.has(&Find::testid("filled-after")).await?, "what is to be done now")?;
    expect("the popup", !popup.has(&Find::testid("look-when-opened")).await?, "no word of opening Keyfob again")?;
    journey.close_popup(&popup).await?;
    journey.back_to(tab).await?;
    journey.save_mc4wp(tab, key).await?;
    taken(journey).await
}

/// Puts a Mailchimp key into the vault.
async fn import(journey: &Journey, key: &str) -> Result<()> {
    let manager = journey.bed.open_extension_page("manager.html?bed").await?;
    let send = format!(
        "chrome.runtime.sendMessage({{ ui: {{ type: 'import-apply', file: btoa({}), name: '.env', passphrase: '', wanted: [0] }} }})",
        json!(format!("MAILCHIMP_API_KEY={key}\n"))
    );
    let answer = manager.eval(&send).await?;
    manager.close().await?;
    expect("the import", answer["type"] == "done", "done")
}

async fn fill(journey: &mut Journey, tab: &Surface) -> Result<Surface> {
    journey.back_to(tab).await?;
    let popup = journey.plan().await?;
    popup.click(&Find::testid("fill-confirm")).await?;
    popup.wait(&Find::testid("filled")).await?;
    Ok(popup)
}

async fn undone(journey: &mut Journey, tab: &Surface, key: &str) -> Result<()> {
    let popup = fill(journey, tab).await?;
    expect("the field", tab.eval(KEY).await? == key, "the key")?;
    if Browser::asked() == Browser::Firefox {
        popup.click(&Find::testid("look-refuse")).await?;
        popup.wait(&Find::testid("look-when-opened")).await?;
    }
    expect("the popup", !popup.has(&Find::testid("look-offer")).await?, "no offer")?;
    popup.click(&Find::testid("fill-undo")).await?;
    popup.wait(&Find::testid("undone")).await?;
    expect("the field", tab.eval(KEY).await? == "", "empty again")?;
    journey.close_popup(&popup).await?;
    expect("the use", uses(journey).await?.is_empty(), "forgotten")
}

async fn saved(journey: &mut Journey, tab: &Surface, key: &str) -> Result<()> {
    journey.open_settings(tab, SettingsPage::Mc4wp).await?;
    let popup = fill(journey, tab).await?;
    let firefox = Browser::asked() == Browser::Firefox;
    expect("the offer", !popup.has(&Find::testid("look-offer")).await?, "made once, and in Firefox only")?;
    expect("what has to be done", popup.has(&Find::testid("look-when-opened")).await? == firefox, "said in Firefox")?;
    journey.close_popup(&popup).await?;
    let before = uses(journey).await?;
    expect("the use before", before.iter().all(|used| used["outcome"] == "unknown"), "not confirmed")?;
    journey.back_to(tab).await?;
    journey.save_mc4wp(tab, key).await?;
    if firefox {
        // The page that comes back cannot be seen there until the person opens Keyfob on it once more.
        let saved = uses(journey).await?;
        expect("the use", saved.iter().all(|used| used["outcome"] == "unknown"), "filled, not confirmed")?;
        journey.back_to(tab).await?;
        let popup = journey.plan().await?;
        journey.close_popup(&popup).await?;
    }
    taken(journey).await
}

/// Waits until the vault says that the form took what was filled.
async fn taken(journey: &Journey) -> Result<()> {
    until("the form is seen to have taken the key", async || {
        let uses = match uses(journey).await {
            Ok(uses) => uses,
            Err(JourneyError::Bed(error)) => return Err(error),
            Err(other) => return Ok(Look::wait(other)),
        };
        let taken = !uses.is_empty() && uses.iter().all(|used| used["outcome"] == "taken");
        Ok(if taken { Look::Done(()) } else { Look::wait(json!(uses)) })
    })
    .await?;
    Ok(())
}

/// Where the vault says that credentials are used.
async fn uses(journey: &Journey) -> Result<Vec<Value>> {
    let hand = Hand::open(journey).await?;
    let list = hand.ask(&json!({ "type": "list", "query": "", "offset": 0, "limit": 50 })).await?;
    hand.close().await?;
    let all = list["credentials"].as_array().cloned().unwrap_or_default();
    Ok(all.iter().flat_map(|one| one["uses"].as_array().cloned().unwrap_or_default()).collect())
}
