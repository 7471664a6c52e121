//! Bad input, in a real browser: each case has its own sentence and loses nothing. Needs `dist/` (`cargo xtask build`),
//! the browser (`KEYFOB_BROWSER`), Xvfb, openbox, xdotool and imagemagick.

mod desk;

use desk::{Desk, Hand, KEY_PAGE, MOVED_KEY_PAGE, arrived, begin, card, end_of, keep, says, sentence, vault_holds};
use keyfob_e2e::journey::{Journey, PASSPHRASE, Result, WORDPRESS};
use keyfob_e2e::{Browser, Find, Surface};
use serde_json::json;

/// Imitations of Mailchimp on hosts that are not Mailchimp's.
const LOOK_ALIKES: [&str; 2] =
    ["https://admin.mailchimp.com.account-check.example/", "https://mailchimp-login.example/"];

#[tokio::test]
async fn bad_input() -> Result<()> {
    let mut desk = Desk::start(desk::options("bad-input")).await?;
    desk.case("a weak passphrase is refused, and the sentence says how to do better", weak_passphrase).await;
    desk.case("a wrong passphrase is refused, the right one still opens", wrong_passphrase).await;
    desk.log_in_to_mailchimp().await?;
    desk.case("permission denied in the browser's dialog, then asked again", permission_denied).await;
    desk.case("a layout nobody knows: said so, and the value is pointed at", layout_unknown).await;
    desk.case("two candidates: the person chooses by the last four", two_candidates).await;
    desk.case("a masked value is no key", masked_value).await;
    desk.case("a key without its end", end_missing).await;
    desk.case("look-alike hosts see nothing of Keyfob, and are offered nothing", look_alikes).await;
    let tab = desk.tab.clone();
    desk.journey.wordpress_login(&tab).await?;
    desk.case("a form with nothing to fill", nothing_to_fill).await;
    desk.case("a form in a frame of another origin", cross_origin_frame).await;
    desk.case("after all that, everything kept is there", nothing_lost).await;
    desk.finish().await;
    Ok(())
}

async fn weak_passphrase(journey: &mut Journey, _: &Surface) -> Result<()> {
    let popup = journey.bed.open_popup().await?;
    let field = Find::testid("create-passphrase");
    popup.type_into(&field, "short").await?;
    says(&popup, "strength_weak", &[]).await?;
    popup.click(&Find::testid("create-submit")).await?;
    says(&popup, "problem_weak_passphrase_short", &["short", "12"]).await?;
    popup.type_into(&field, &"ab".repeat(10)).await?;
    popup.click(&Find::testid("create-submit")).await?;
    says(&popup, "problem_weak_passphrase_simple", &[]).await?;
    assert_eq!(popup.text(&field).await?, "ab".repeat(10), "what was typed is still there to be bettered");
    popup.type_into(&field, PASSPHRASE).await?;
    says(&popup, "strength_good", &[]).await?;
    popup.click(&Find::testid("create-submit")).await?;
    popup.wait_gone(&Find::testid("create")).await?;
    Ok(())
}

async fn wrong_passphrase(journey: &mut Journey, _: &Surface) -> Result<()> {
    let popup = journey.bed.open_popup().await?;
    popup.click(&Find::testid("lock")).await?;
    popup.type_into(&Find::testid("unlock-passphrase"), "three green boats 8 lanterns").await?;
    popup.click(&Find::testid("unlock-submit")).await?;
    says(&popup, "problem_wrong_passphrase", &[]).await?;
    assert!(popup.has(&Find::testid("locked")).await?);
    desk::unlock(&popup).await
}

async fn permission_denied(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let granted = desk::ask_for_guide(journey, tab).await?;
    assert!(!granted, "nothing is granted before the browser has asked");
    journey.bed.deny_permission().await?;
    let panel = journey.bed.panel().await?;
    match journey.bed.browser() {
        // The popup has closed under the dialog, so nobody heard the no: the panel goes on asking.
        Browser::Chromium => says(&panel, "permission_title", &[]).await?,
        // It has stayed and heard it.
        Browser::Firefox => says(&panel, "denied_title", &[]).await?,
    }
    panel.click(&Find::testid("ask-again")).await?;
    journey.bed.deny_permission().await?;
    says(&panel, "denied_title", &[]).await?;
    says(&panel, "denied_what", &["Mailchimp"]).await?;
    let popup = journey.bed.open_popup().await?;
    says(&popup, "problem_permission_denied", &[]).await?;
    journey.close_popup(&popup).await?;
    panel.click(&Find::testid("ask-again")).await?;
    journey.bed.accept_permission().await?;
    let (portal, panel) = arrived(journey).await?;
    panel.wait(&Find::testid("step-current")).await?;
    assert!(desk::is_touched(journey, &portal).await?, "the guide is in the page it was granted");
    Ok(())
}

async fn layout_unknown(journey: &mut Journey, tab: &Surface) -> Result<()> {
    journey.sandbox.configure(&json!({ "layout": "unknown" })).await?;
    let (portal, panel) = begin(journey, tab).await?;
    portal.goto(MOVED_KEY_PAGE).await?;
    says(&panel, "title_layout_unknown", &[]).await?;
    says(&panel, "problem_layout_unknown", &[]).await?;
    desk::make_key(&portal, MOVED_KEY_PAGE).await?;
    // A value of the right shape is seen by itself also here.
    let key = desk::newest_key(journey).await?;
    card(&panel, end_of(&key)).await?;
    panel.click(&Find::testid("drop")).await?;
    panel.wait_gone(&Find::testid("held")).await?;
    // One of a shape that nobody has described is not, and can be pointed at.
    let odd = ["mc", "-key-of-", "another-shape-", "Q7x2"].concat();
    portal.eval(&format!("document.querySelector('.key-value').textContent = {}", json!(odd))).await?;
    says(&panel, "problem_layout_unknown", &[]).await?;
    panel.click(&Find::testid("point")).await?;
    desk::page_says(&portal, "helper_pick").await?;
    // While a value is pointed at, a layer of the helper takes the mouse: the page itself feels nothing.
    let place =
        "function () { const r = this.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }";
    let place = portal.call(&Find::css(".key-value"), place, &[]).await?;
    portal.click_at(place[0].as_f64().unwrap_or_default(), place[1].as_f64().unwrap_or_default()).await?;
    keep(&panel, end_of(&odd)).await?;
    vault_holds(journey, &odd).await
}

async fn two_candidates(journey: &mut Journey, tab: &Surface) -> Result<()> {
    journey.sandbox.configure(&json!({ "value": "two-candidates" })).await?;
    let (portal, panel) = begin(journey, tab).await?;
    desk::make_key(&portal, KEY_PAGE).await?;
    says(&panel, "title_two_candidates", &[]).await?;
    says(&panel, "problem_two_candidates", &[]).await?;
    let key = desk::newest_key(journey).await?;
    assert_eq!(panel.eval("document.querySelectorAll('[data-testid=held]').length").await?, 2);
    keep(&panel, end_of(&key)).await?;
    vault_holds(journey, &key).await
}

async fn masked_value(journey: &mut Journey, tab: &Surface) -> Result<()> {
    refused(journey, tab, "masked", "problem_masked_value").await
}

async fn end_missing(journey: &mut Journey, tab: &Surface) -> Result<()> {
    refused(journey, tab, "without-region", "problem_end_missing").await
}

/// The portal shows something that is not the key: nothing is offered, and once it shows the key, all goes on.
async fn refused(journey: &mut Journey, tab: &Surface, value: &str, key: &str) -> Result<()> {
    journey.sandbox.configure(&json!({ "value": value })).await?;
    let (portal, panel) = begin(journey, tab).await?;
    desk::make_key(&portal, KEY_PAGE).await?;
    says(&panel, key, &[]).await?;
    assert!(!panel.has(&Find::testid("held")).await?, "nothing is offered for keeping");
    journey.sandbox.configure(&json!({ "value": "normal" })).await?;
    desk::make_key(&portal, KEY_PAGE).await?;
    let whole = desk::newest_key(journey).await?;
    keep(&panel, end_of(&whole)).await?;
    vault_holds(journey, &whole).await
}

async fn look_alikes(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let (_portal, panel) = begin(journey, tab).await?;
    panel.wait(&Find::testid("step-current")).await?;
    for address in LOOK_ALIKES {
        let page = journey.bed.new_tab(address).await?;
        journey.bed.activate(&page).await?;
        assert!(!desk::is_touched(journey, &page).await?, "no line of ours runs in {address}");
        let popup = journey.bed.open_popup().await?;
        popup.wait(&Find::testid("plan")).await?;
        let host = address.trim_start_matches("https://").trim_end_matches('/');
        says(&popup, "problem_look_alike_host", &[host]).await?;
        for offer in ["fill-confirm", "held", "plan-get"] {
            assert!(!popup.has(&Find::testid(offer)).await?, "{offer} is not offered on {address}");
        }
        journey.close_popup(&popup).await?;
        assert!(!panel.has(&Find::testid("held")).await?);
        assert_eq!(page.eval("document.querySelector('#api_key').value").await?, "");
        page.close().await?;
    }
    Ok(())
}

async fn nothing_to_fill(journey: &mut Journey, tab: &Surface) -> Result<()> {
    tab.goto(&format!("{WORDPRESS}/wp-admin/admin.php?page=ctct_options")).await?;
    let popup = journey.bed.open_popup().await?;
    let plan = popup.wait_text(&Find::testid("plan"), &sentence("problem_nothing_to_fill", &[])).await?;
    assert!(plan.contains(&sentence("title_nothing_to_fill", &[])));
    assert!(!popup.has(&Find::testid("fill-confirm")).await?);
    // The popup still is of use: services can be chosen.
    popup.wait(&Find::testid("service-mailchimp")).await?;
    Ok(())
}

async fn cross_origin_frame(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let pages = [
        format!("{WORDPRESS}/wp-admin/admin.php?page=dotdigital-for-woocommerce"),
        "https://settings.otherapp.example/framed".to_owned(),
    ];
    for page in pages {
        tab.goto(&page).await?;
        let popup = journey.bed.open_popup().await?;
        let host = tab.eval("new URL(document.querySelector('iframe').src).origin").await?;
        says(&popup, "problem_cross_origin_frame", &[host.as_str().unwrap_or_default()]).await?;
        assert!(!popup.has(&Find::testid("fill-confirm")).await?, "nothing of {page} is filled");
        journey.close_popup(&popup).await?;
    }
    Ok(())
}

async fn nothing_lost(journey: &mut Journey, _: &Surface) -> Result<()> {
    let hand = Hand::open(journey).await?;
    let total = hand.view().await?["total"].as_u64();
    hand.close().await?;
    assert_eq!(total, Some(4), "one of each of the portal's four cases");
    Ok(())
}
