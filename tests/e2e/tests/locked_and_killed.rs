//! A vault that is locked when the value shows, and a background that the browser kills between any two steps: the
//! job goes on and nothing is lost. Needs `dist/` (`cargo xtask build`), the browser, Xvfb, openbox, xdotool
//! and imagemagick.

mod desk;

use desk::{Desk, KEY_PAGE, MAILCHIMP, begin, card, end_of, expect, keep, says, vault_holds};
use keyfob_e2e::journey::{CLIENT, Journey, Result, SettingsPage, Until, WORDPRESS, follow, mailchimp_moves};
use keyfob_e2e::{Find, Surface};

#[tokio::test]
async fn locked_and_killed() -> Result<()> {
    let mut desk = Desk::start(desk::options("locked-and-killed")).await?;
    desk.journey.make_vault().await?;
    let tab = desk.tab.clone();
    desk.journey.wordpress_login(&tab).await?;
    desk.case("the guide goes on though the background is killed between every two steps", killed_guide).await;
    desk.case("a surface whose question is lost with the background asks again", lost_question).await;
    desk.case("a fill goes on though the background is killed between plan and confirmation", killed_fill).await;
    desk.case("locked at the moment of capture: kept sealed, there after unlock", locked_capture).await;
    desk.case("locked and killed before Keep: kept sealed, there after unlock", locked_and_killed_capture).await;
    desk.finish().await;
    Ok(())
}

async fn killed_guide(journey: &mut Journey, _: &Surface) -> Result<()> {
    let tab = journey.bed.new_tab(&SettingsPage::Mc4wp.address()).await?;
    let (portal, panel) = journey.mailchimp_guide(&tab).await?;
    let moves = mailchimp_moves();
    for next in ["Press Create A Key", "Give the key a name", "Press Generate Key"] {
        journey.bed.kill_worker().await?;
        follow(journey, "killed", (&portal, &panel), &moves, Until::Step(next)).await?;
        // Looked at from another surface, after one more kill.
        journey.bed.kill_worker().await?;
        let popup = journey.bed.open_popup().await?;
        popup.wait_text(&Find::testid("job-say"), next).await?;
        journey.close_popup(&popup).await?;
    }
    journey.bed.kill_worker().await?;
    follow(journey, "killed", (&portal, &panel), &moves, Until::Held).await?;
    journey.bed.kill_worker().await?;
    let key = desk::newest_key(journey).await?;
    keep(&panel, end_of(&key)).await?;
    panel.wait(&Find::testid("done")).await?;
    let credential = journey.credential(&panel, "panel", MAILCHIMP).await?;
    expect("the client", credential["client"] == CLIENT, CLIENT)?;
    expect("the data centre", credential["region"] == "us21", "us21")?;
    vault_holds(journey, &key).await
}

/// The browser may end the background while it holds a question; the sender is then told that nobody will answer.
async fn lost_question(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let (portal, panel) = begin(journey, tab).await?;
    panel.wait(&Find::testid("step-current")).await?;
    let lose = "(() => { const send = chrome.runtime.sendMessage.bind(chrome.runtime); let lost = 0;
        chrome.runtime.sendMessage = (message) => message.ui?.type === 'view' && lost < 2
            ? (lost++, Promise.reject(new Error('The message channel closed before a response was received.')))
            : send(message); return true; })()";
    panel.eval(lose).await?;
    portal.goto(KEY_PAGE).await?;
    panel.wait_text(&Find::css("[data-testid=step-current] .step-say"), "Press Create A Key").await?;
    Ok(())
}

async fn killed_fill(journey: &mut Journey, _: &Surface) -> Result<()> {
    let key = desk::newest_key(journey).await?;
    let tab = &journey.bed.new_tab(&SettingsPage::Mc4wp.address()).await?;
    journey.bed.activate(tab).await?;
    // Planned, closed, killed, and planned again.
    let popup = journey.plan().await?;
    popup.wait(&Find::testid("fill-confirm")).await?;
    journey.close_popup(&popup).await?;
    journey.bed.kill_worker().await?;
    let popup = journey.plan().await?;
    popup.wait(&Find::testid("fill-confirm")).await?;
    expect("a worker to kill", journey.bed.kill_worker().await?, "one that runs")?;
    popup.click(&Find::testid("fill-confirm")).await?;
    popup.wait(&Find::testid("filled")).await?;
    let held = tab.eval("document.querySelector('#mailchimp_api_key').value").await?;
    expect("the field", held == key.as_str(), "exactly the key")?;
    journey.close_popup(&popup).await?;
    journey.save_mc4wp(tab, &key).await?;
    let hand = desk::Hand::open(journey).await?;
    let credential = journey.credential(&hand.0, "panel", MAILCHIMP).await?;
    hand.close().await?;
    expect("where it is used", credential["uses"][0]["site"] == WORDPRESS, WORDPRESS)
}

async fn locked_capture(journey: &mut Journey, tab: &Surface) -> Result<()> {
    locked(journey, tab, false).await
}

async fn locked_and_killed_capture(journey: &mut Journey, tab: &Surface) -> Result<()> {
    locked(journey, tab, true).await
}

async fn locked(journey: &mut Journey, tab: &Surface, killed: bool) -> Result<()> {
    let (portal, panel) = begin(journey, tab).await?;
    panel.wait(&Find::testid("step-current")).await?;
    panel.click(&Find::testid("lock")).await?;
    panel.wait(&Find::testid("locked")).await?;
    desk::make_key(&portal, KEY_PAGE).await?;
    let key = desk::newest_key(journey).await?;
    card(&panel, end_of(&key)).await?;
    says(&panel, "held_sealed", &[]).await?;
    if killed {
        journey.bed.kill_worker().await?;
    }
    keep(&panel, end_of(&key)).await?;
    if killed {
        journey.bed.kill_worker().await?;
    }
    let popup = journey.bed.open_popup().await?;
    says(&popup, "inbox_one", &["1"]).await?;
    says(&popup, "inbox_what", &[]).await?;
    desk::unlock(&popup).await?;
    popup.wait_gone(&Find::testid("inbox")).await?;
    journey.close_popup(&popup).await?;
    let hand = desk::Hand::open(journey).await?;
    let view = hand.view().await?;
    hand.close().await?;
    expect("the inbox", view["inbox"] == 0, "empty")?;
    let mut all = view["credentials"].as_array().into_iter().flatten();
    let there = all.any(|one| one["client"] == CLIENT && one["fields"].to_string().contains(end_of(&key)));
    expect("the credential", there, "there with its client and the end of its key")?;
    vault_holds(journey, &key).await
}
