//! Popup, panel and manager as they look and as they are used without a mouse: in every state, narrow and wide, light
//! and dark, checked by axe-core against WCAG 2 A and AA. Pictures go to `target/screens`. Needs `dist/`
//! (`cargo xtask build`), `npm ci` in this folder's crate, the browser, Xvfb, openbox, xdotool and imagemagick.

mod desk;

use desk::{Desk, KEY_PAGE, begin, card, end_of, expect, keep, unlike};
use keyfob_e2e::journey::{Journey, PASSPHRASE, Result, SettingsPage};
use keyfob_e2e::{Browser, Find, Surface, repository};
use serde_json::{Value, json};

/// Widths of a popup or panel, and of a tab, in pixels.
const WIDTHS: [u32; 2] = [360, 1280];
const THEMES: [&str; 2] = ["light", "dark"];

#[tokio::test]
async fn surfaces() -> Result<()> {
    let mut options = desk::options("surfaces");
    options.pictures = repository().join("target").join(Browser::asked().pictures("screens"));
    let mut desk = Desk::start(options).await?;
    let axe = repository().join("tests/e2e/node_modules/axe-core/axe.min.js");
    let axe =
        std::fs::read_to_string(axe).map_err(|_| unlike("axe-core", "installed by scripts/setup", "not there"))?;
    let axe = axe.as_str();
    desk.case("before there is a vault", async |journey, _| all(journey, axe, "empty", "create").await).await;
    desk.case("a vault is made with the keyboard alone", keyboard).await;
    desk.case("an empty vault", async |journey, _| all(journey, axe, "fresh", "open-manager").await).await;
    desk.log_in_to_mailchimp().await?;
    desk.case("the panel while guiding, and with a value to keep", async |journey, tab| {
        guiding(journey, tab, axe).await
    })
    .await;
    desk.case("with something in the vault", async |journey, _| all(journey, axe, "open", "open-manager").await).await;
    let tab = desk.tab.clone();
    desk.journey.wordpress_login(&tab).await?;
    desk.case("the plan of a fill", async |journey, _| plan(journey, axe).await).await;
    desk.case("locked", async |journey, _| locked(journey, axe).await).await;
    desk.finish().await;
    Ok(())
}

/// Popup, panel and manager in one state. `shown` is a test id that tells that the state is there.
async fn all(journey: &mut Journey, axe: &str, state: &str, shown: &str) -> Result<()> {
    let mut wrong = Vec::new();
    for page in ["popup", "panel", "manager"] {
        let surface = journey.bed.open_extension_page(&format!("{page}.html")).await?;
        let shown = if page == "manager" && shown == "open-manager" { "new" } else { shown };
        surface.wait(&Find::testid(shown)).await?;
        wrong.extend(looks(journey, &surface, axe, &format!("{page}-{state}")).await?);
        surface.close().await?;
    }
    verdict(&wrong)
}

async fn locked(journey: &mut Journey, axe: &str) -> Result<()> {
    let hand = desk::Hand::open(journey).await?;
    hand.ask(&json!({ "type": "vault-lock" })).await?;
    hand.close().await?;
    all(journey, axe, "locked", "locked").await
}

async fn guiding(journey: &mut Journey, tab: &Surface, axe: &str) -> Result<()> {
    let (portal, panel) = begin(journey, tab).await?;
    panel.wait(&Find::testid("step-current")).await?;
    let mut wrong = looks(journey, &panel, axe, "panel-guiding").await?;
    desk::make_key(&portal, KEY_PAGE).await?;
    let key = desk::newest_key(journey).await?;
    card(&panel, end_of(&key)).await?;
    wrong.extend(looks(journey, &panel, axe, "panel-held").await?);
    keep(&panel, end_of(&key)).await?;
    panel.wait(&Find::testid("done")).await?;
    wrong.extend(looks(journey, &panel, axe, "panel-done").await?);
    verdict(&wrong)
}

async fn plan(journey: &mut Journey, axe: &str) -> Result<()> {
    let tab = journey.bed.new_tab(&SettingsPage::Mc4wp.address()).await?;
    journey.bed.activate(&tab).await?;
    let popup = journey.plan().await?;
    // The key was kept for another site, so it is the person's to choose.
    let choice = Find::css("[data-testid^=plan-choose-mailchimp]");
    popup.wait(&choice).await?;
    let mut wrong = looks(journey, &popup, axe, "popup-choose").await?;
    let key = popup.call(&choice, "function () { return this.options[1]?.value; }", &[]).await?;
    popup.choose(&choice, key.as_str().unwrap_or_default()).await?;
    popup.wait(&Find::testid("fill-confirm")).await?;
    wrong.extend(looks(journey, &popup, axe, "popup-plan").await?);
    popup.click(&Find::testid("fill-confirm")).await?;
    popup.wait(&Find::testid("filled")).await?;
    wrong.extend(looks(journey, &popup, axe, "popup-filled").await?);
    verdict(&wrong)
}

/// Takes a surface's picture in every width and theme, and says what axe-core finds wrong with it.
async fn looks(journey: &Journey, surface: &Surface, axe: &str, name: &str) -> Result<Vec<String>> {
    surface.eval(&format!("{axe}; undefined")).await?;
    let mut wrong = Vec::new();
    for width in WIDTHS {
        // The real popup has a width of its own, which nothing changes.
        if surface.width(Some(width)).await.is_err() && width != WIDTHS[0] {
            break;
        }
        for theme in THEMES {
            surface.theme(Some(theme)).await?;
            surface.wait_for(&format!("matchMedia('(prefers-color-scheme: {theme})').matches")).await?;
            // Two frames and the end of every transition: a colour half way between two themes is nobody's colour.
            surface
                .eval(
                    "Promise.all(document.getAnimations().filter((a) => a.effect.getTiming().iterations !== Infinity)
                .map((a) => a.finished.catch(() => null))).then(() => null)",
                )
                .await?;
            journey.bed.screenshot_of(surface, &format!("{name}-{width}-{theme}")).await?;
            let wide = surface.eval("document.documentElement.scrollWidth > innerWidth").await?;
            // The popup's width is its own.
            if wide == true && !name.starts_with("popup") {
                wrong.push(format!("{name}, {width} px, {theme}: it scrolls sideways"));
            }
            for found in violations(surface).await? {
                wrong.push(format!("{name}, {width} px, {theme}: {found}"));
            }
        }
    }
    let _ = surface.width(None).await;
    surface.theme(None).await?;
    Ok(wrong)
}

async fn violations(surface: &Surface) -> Result<Vec<String>> {
    let run = "axe.run(document, { resultTypes: ['violations'],
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
        .then((found) => found.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.map((n) => n.target.join(' ')).join(', ')}`))";
    let found = surface.eval(run).await?;
    Ok(found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
}

fn verdict(wrong: &[String]) -> Result<()> {
    if wrong.is_empty() { Ok(()) } else { Err(unlike("the surfaces", "nothing wrong", &wrong.join("\n"))) }
}

async fn keyboard(journey: &mut Journey, _: &Surface) -> Result<()> {
    let popup = journey.bed.open_popup().await?;
    popup.wait_for("document.activeElement.dataset.testid === 'create-passphrase'").await?;
    popup.keys(PASSPHRASE).await?;
    let mut passed = Vec::new();
    while focused(&popup).await? != "create-submit" {
        expect("the way by Tab to the button", passed.len() < 12, "a short one")?;
        popup.key("Tab").await?;
        passed.push(focused(&popup).await?);
    }
    let seen = popup
        .eval(
            "(() => { const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== 'none' || style.boxShadow !== 'none'; })()",
        )
        .await?;
    expect("the focused button", seen == true, "marked")?;
    popup.key("Enter").await?;
    popup.wait_gone(&Find::testid("create")).await?;
    popup.wait(&Find::testid("open-manager")).await?;
    Ok(())
}

async fn focused(surface: &Surface) -> Result<String> {
    let id = surface.eval("document.activeElement.dataset.testid ?? document.activeElement.tagName").await?;
    Ok(id.as_str().unwrap_or_default().to_owned())
}
