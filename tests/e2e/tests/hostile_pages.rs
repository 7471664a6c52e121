//! Hostile pages against the real extension in a real browser: nothing is filled or captured, and the person is told
//! why. The whole catalogue runs in `tests/pages/hostile.test.mjs`; here are those whose guard needs the browser, the
//! background or the popup. Needs what `bad_input` needs.

mod desk;

use desk::{Desk, Hand, KEY_PAGE, NOTHING, begin, end_of, keep, says};
use keyfob_e2e::journey::{Journey, Result};
use keyfob_e2e::{BedError, Find, Look, Surface, repository, until};
use serde_json::json;

/// An imitation of Mailchimp on a host that is not Mailchimp's.
const LOOK_ALIKE: &str = "https://admin.mailchimp.com.account-check.example/";
/// Another host of the site that the key was kept for, with a form of its own.
const SIBLING: &str = "https://connect.otherapp.example/credentials";
/// What every hostile page calls its field.
const FIELD: &str = "#key";

#[tokio::test]
async fn hostile() -> Result<()> {
    let mut desk = Desk::start(desk::options("hostile")).await?;
    desk.settle().await?;
    desk.case("a key is kept for the site of the settings page", kept).await;
    desk.case("a look-alike of the portal is neither watched nor captured from", look_alike).await;
    desk.case("the form by itself is filled", control).await;
    desk.case("an invisible form is not even planned", invisible).await;
    desk.case("an opaque layer", async |journey, tab| refused(journey, tab, "overlay-full", "covered").await).await;
    desk.case("a layer in a closed shadow root that lets clicks through", async |journey, tab| {
        refused(journey, tab, "overlay-closed-shadow", "covered").await
    })
    .await;
    desk.case("a dialog opens between plan and fill", async |journey, tab| {
        refused(journey, tab, "top-layer-dialog", "covered").await
    })
    .await;
    desk.case("a popover of letters opens between plan and fill", async |journey, tab| {
        refused(journey, tab, "top-layer-popover", "covered").await
    })
    .await;
    desk.case("another field stands in its place", async |journey, tab| {
        refused(journey, tab, "mutate-replaced", "gone").await
    })
    .await;
    desk.case("the form is to be sent elsewhere", async |journey, tab| {
        refused(journey, tab, "mutate-action", "changed").await
    })
    .await;
    desk.case("everything that tells what can be seen lies", async |journey, tab| {
        refused(journey, tab, "patched-getters", "covered").await
    })
    .await;
    desk.case("the page is left between plan and confirmation", navigation).await;
    desk.case("the page takes another address between plan and confirmation", address).await;
    desk.case("another tab is in front when the plan is confirmed", behind).await;
    desk.case("the form is in a frame", frame).await;
    desk.case("another host of the same site", sibling).await;
    desk.finish().await;
    Ok(())
}

/// Shows a page of `tests/hostile` at an origin that the sandbox serves, and the popup with its plan beside it.
async fn plan(journey: &mut Journey, tab: &Surface, name: &str) -> Result<Surface> {
    tab.goto(NOTHING).await?;
    let html = std::fs::read_to_string(repository().join(format!("tests/hostile/{name}.html"))).unwrap_or_default();
    assert!(!html.is_empty(), "no page {name}");
    tab.eval(&format!("document.open(); document.write({}); document.close()", json!(html))).await?;
    tab.wait_for("document.readyState === 'complete'").await?;
    let popup = journey.bed.open_popup().await?;
    popup.wait(&Find::testid("plan")).await?;
    Ok(popup)
}

/// What the page holds in its fields, all together.
async fn held(tab: &Surface) -> Result<String> {
    let fields =
        "[...Document.prototype.querySelectorAll.call(document, 'input')].map((field) => field.value).join('')";
    Ok(tab.eval(fields).await?.as_str().unwrap_or_default().to_owned())
}

/// The page attacks between plan and confirmation: nothing is filled, and the popup says why.
async fn refused(journey: &mut Journey, tab: &Surface, name: &str, why: &str) -> Result<()> {
    let popup = plan(journey, tab, name).await?;
    popup.wait(&Find::testid("fill-confirm")).await?;
    tab.eval("window.attack?.()").await?;
    popup.click(&Find::testid("fill-confirm")).await?;
    popup.wait(&Find::testid("refused")).await?;
    says(&popup, &format!("why_refused_{why}"), &[]).await?;
    assert_eq!(held(tab).await?, "", "{name}: nothing is filled");
    journey.close_popup(&popup).await
}

/// Makes and keeps the key that all cases are about.
async fn kept(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let (portal, panel) = begin(journey, tab).await?;
    desk::make_key(&portal, KEY_PAGE).await?;
    let key = desk::newest_key(journey).await?;
    keep(&panel, end_of(&key)).await
}

async fn look_alike(journey: &mut Journey, _: &Surface) -> Result<()> {
    let hand = Hand::open(journey).await?;
    hand.ask(&json!({ "type": "guide-start", "kind": desk::MAILCHIMP, "client": "", "site": "", "integration": "",
        "tab": null }))
        .await?;
    let portal = journey.bed.page_at("https://us21.admin.mailchimp.com/").await?;
    until("the guide on the real portal", async || {
        let there = desk::is_touched(journey, &portal).await.map_err(|_| BedError::Disconnected)?;
        Ok(if there { Look::Done(()) } else { Look::wait("nothing of ours") })
    })
    .await?;
    // The guide for the real portal runs, and the imitation shows a key of its own.
    let page = journey.bed.new_tab(LOOK_ALIKE).await?;
    journey.bed.activate(&page).await?;
    assert!(!desk::is_touched(journey, &page).await?, "no line of ours runs in it");
    assert_eq!(hand.view().await?["held"], json!([]), "nothing of it is offered for keeping");
    // Not even our own pages could bring a script into it.
    let entered = format!(
        "(async () => {{
            for (const tab of await chrome.tabs.query({{}})) {{
                const done = chrome.scripting.executeScript({{ target: {{ tabId: tab.id }}, func: () => location.href }});
                const [{{ result }}] = await done.catch(() => [{{ result: '' }}]);
                if (result === {}) return true;
            }}
            return false;
        }})()",
        json!(LOOK_ALIKE)
    );
    assert_eq!(hand.0.eval(&entered).await?, false);
    hand.close().await
}

async fn control(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let key = desk::newest_key(journey).await?;
    let popup = plan(journey, tab, "form").await?;
    popup.click(&Find::testid("fill-confirm")).await?;
    popup.wait(&Find::testid("filled")).await?;
    assert_eq!(held(tab).await?, key);
    journey.close_popup(&popup).await
}

async fn invisible(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let popup = plan(journey, tab, "opacity-parent").await?;
    says(&popup, "problem_fields_unseen", &[]).await?;
    popup.click(&Find::css("[data-testid=plan-skipped] summary")).await?;
    says(&popup, "why_unseen_transparent", &[]).await?;
    assert!(!popup.has(&Find::testid("fill-confirm")).await?);
    assert_eq!(held(tab).await?, "");
    journey.close_popup(&popup).await
}

async fn navigation(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let popup = plan(journey, tab, "form").await?;
    popup.wait(&Find::testid("fill-confirm")).await?;
    // The same address and the same form, but another document.
    tab.goto(NOTHING).await?;
    let html = std::fs::read_to_string(repository().join("tests/hostile/form.html")).unwrap_or_default();
    tab.eval(&format!("document.open(); document.write({}); document.close()", json!(html))).await?;
    popup.click(&Find::testid("fill-confirm")).await?;
    says(&popup, "problem_page_changed", &[]).await?;
    assert_eq!(held(tab).await?, "");
    assert!(tab.eval(&format!("document.querySelector({}) !== null", json!(FIELD))).await? == true);
    journey.close_popup(&popup).await
}

async fn address(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let popup = plan(journey, tab, "mutate-address").await?;
    popup.wait(&Find::testid("fill-confirm")).await?;
    tab.eval("window.attack()").await?;
    popup.click(&Find::testid("fill-confirm")).await?;
    says(&popup, "problem_page_changed", &[]).await?;
    assert_eq!(held(tab).await?, "");
    journey.close_popup(&popup).await
}

/// A plan is confirmed from a surface that outlives the change of the tab, as the side panel does.
async fn behind(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let key = desk::newest_key(journey).await?;
    let popup = plan(journey, tab, "form").await?;
    popup.wait(&Find::testid("fill-confirm")).await?;
    let here = popup.eval("chrome.tabs.query({ active: true, currentWindow: true }).then(([tab]) => tab.id)").await?;
    journey.close_popup(&popup).await?;
    let hand = Hand::open(journey).await?;
    let view = hand.ask(&json!({ "type": "view", "surface": "panel", "tab": here })).await?;
    let confirm = json!({ "type": "fill-confirm", "plan": view["view"]["page"]["plan"]["id"] });
    assert_eq!(hand.ask(&confirm).await?["error"]["code"], "tab-behind");
    assert_eq!(held(tab).await?, "", "nothing is filled behind the person's back");
    journey.bed.activate(tab).await?;
    assert_eq!(hand.ask(&confirm).await?["type"], "filled");
    assert_eq!(held(tab).await?, key);
    hand.close().await
}

async fn frame(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let popup = plan(journey, tab, "frame-srcdoc").await?;
    says(&popup, "problem_same_origin_frame_wants", &["Mailchimp API Key"]).await?;
    assert!(!popup.has(&Find::testid("fill-confirm")).await?);
    assert_eq!(tab.eval("frames[0].document.querySelector('input').value").await?, "");
    journey.close_popup(&popup).await
}

/// The key was kept for `settings.otherapp.example`: nobody but the person may say that it belongs here too.
async fn sibling(journey: &mut Journey, tab: &Surface) -> Result<()> {
    tab.goto(SIBLING).await?;
    let popup = journey.bed.open_popup().await?;
    says(&popup, "ask_other_site", &[]).await?;
    assert!(!popup.has(&Find::testid("fill-confirm")).await?, "nothing is filled unless a key is chosen");
    assert_eq!(held(tab).await?, "");
    journey.close_popup(&popup).await
}
