//! After a fill on the real WordPress: undone, what was there comes back; saved, Keyfob sees that the form took it.
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
    popup.click(&Find::testid("fill-undo")).await?;
    popup.wait(&Find::testid("undone")).await?;
    expect("the field", tab.eval(KEY).await? == "", "empty again")?;
    journey.close_popup(&popup).await?;
    expect("the use", uses(journey).await?.is_empty(), "forgotten")
}

async fn saved(journey: &mut Journey, tab: &Surface, key: &str) -> Result<()> {
    journey.open_settings(tab, SettingsPage::Mc4wp).await?;
    let popup = fill(journey, tab).await?;
    journey.close_popup(&popup).await?;
    let before = uses(journey).await?;
    expect("the use before", before.iter().all(|used| used["outcome"] == "unknown"), "not confirmed")?;
    journey.back_to(tab).await?;
    journey.save_mc4wp(tab, key).await?;
    if Browser::asked() == Browser::Firefox {
        // The page that comes back cannot be seen there until the person opens Keyfob on it once more.
        journey.back_to(tab).await?;
        let popup = journey.plan().await?;
        journey.close_popup(&popup).await?;
    }
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
