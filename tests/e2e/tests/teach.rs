//! A form that nobody knows is taught by pointing and by the keyboard, filled and saved; then it is known on another
//! client's site, and it says so once it has changed. Needs what `main_job` needs.

use keyfob_e2e::journey::{Journey, JourneyError, JourneyOptions, Result, SettingsPage, WORDPRESS};
use keyfob_e2e::{Find, Surface, repository};
use serde_json::{Value, json};

const LETTERS: &str = "https://bluedoorbakery.example/wp-admin/admin.php?page=letters";
const ELSEWHERE: &str = "https://settings.otherapp.example/blog/wp-admin/admin.php?page=letters";
const FIELD: &str = "[name=\"letters[a]\"]";

#[tokio::test]
async fn a_form_that_nobody_knew_is_taught_once_and_known_everywhere() -> Result<()> {
    let mut journey = Journey::start(JourneyOptions::new("teach")).await?;
    let outcome = walk(&mut journey).await;
    if outcome.is_err() {
        journey.bed.screenshot("failed").await?;
    }
    outcome
}

async fn walk(journey: &mut Journey) -> Result<()> {
    journey.make_vault().await?;
    let key = ["0123456789abcdef".repeat(2), "us21".to_owned()].join("-");
    import(journey, &key).await?;
    let tab = journey.bed.tab().await?;
    journey.wordpress_login(&tab).await?;

    let panel = teach(journey, &tab).await?;
    panel.click(&Find::testid("fill-confirm")).await?;
    panel.wait(&Find::testid("filled")).await?;
    assert_eq!(value(&tab).await?, key.as_str());
    tab.click(&Find::css("#submit")).await?;
    tab.wait(&Find::css("#setting-error-settings_updated")).await?;
    assert_eq!(journey.stored("letters").await?["a"], key.as_str());

    // Another client's site, in a folder, in another language, with other ids.
    let popup = planned(journey, &tab, ELSEWHERE).await?;
    popup.click(&Find::testid("fill-confirm")).await?;
    popup.wait(&Find::testid("filled")).await?;
    assert_eq!(value(&tab).await?, key.as_str());
    journey.close_popup(&popup).await?;

    // A later version of the plugin.
    let popup = planned(journey, &tab, &format!("{LETTERS}&names=later")).await?;
    popup.wait(&Find::css("[data-testid=problem][data-code=learned-changed]")).await?;
    assert!(!popup.has(&Find::testid("fill-confirm")).await?);
    journey.close_popup(&popup).await?;

    // A form that a recipe knows is filled as before.
    let popup = planned(journey, &tab, &SettingsPage::Mc4wp.address()).await?;
    popup.wait(&Find::testid("fill-confirm")).await?;
    journey.close_popup(&popup).await?;
    looked_after(journey).await
}

/// Puts a Mailchimp key into the vault.
async fn import(journey: &Journey, key: &str) -> Result<()> {
    let manager = journey.bed.open_extension_page("manager.html?bed").await?;
    let send = format!(
        "chrome.runtime.sendMessage({{ ui: {{ type: 'import-apply', file: btoa({}), name: '.env', passphrase: '', wanted: [0] }} }})",
        json!(format!("MAILCHIMP_API_KEY={key}\n"))
    );
    assert_eq!(manager.eval(&send).await?["type"], "done");
    Ok(manager.close().await?)
}

/// Opens the popup on a page and waits until it has read it.
async fn planned(journey: &Journey, tab: &Surface, page: &str) -> Result<Surface> {
    tab.goto(page).await?;
    journey.bed.activate(tab).await?;
    let popup = journey.bed.open_popup().await?;
    popup.wait(&Find::testid("plan")).await?;
    Ok(popup)
}

/// The first field by pointing at it in the page, the other by the keyboard.
async fn teach(journey: &Journey, tab: &Surface) -> Result<Surface> {
    let popup = planned(journey, tab, LETTERS).await?;
    assert!(!popup.has(&Find::testid("fill-confirm")).await?);
    popup.click(&Find::testid("teach")).await?;
    let panel = journey.bed.panel().await?;
    panel.wait(&Find::testid("lesson-kind")).await?;
    wrong(&panel, "the lesson").await?;
    panel.choose(&Find::testid("lesson-kind"), "mailchimp/api-key").await?;
    panel.click(&Find::testid("lesson-point")).await?;
    tab.wait(&Find::css("keyfob-helper")).await?;
    let at = format!(
        "(() => {{ const {{ x, y, width, height }} = document.querySelector('{FIELD}').getBoundingClientRect();
        return [x + width / 2, y + height / 2]; }})()"
    );
    let at = tab.eval(&at).await?;
    tab.click_at(at[0].as_f64().unwrap_or_default(), at[1].as_f64().unwrap_or_default()).await?;
    tab.wait_gone(&Find::css("keyfob-helper")).await?;
    assert_eq!(tab.eval("document.activeElement === document.body").await?, true, "the page heard nothing of it");
    let label = "document.querySelector(`label[for=${document.activeElement?.id || 'x'}]`)?.innerText";
    panel.wait_for(&format!("{label} === 'Field A'")).await?;
    panel.keys("API").await?;
    panel.key("Tab").await?;
    panel.wait_for(&format!("{label} === 'Field B'")).await?;
    panel.keys("Lea").await?;
    panel.click(&Find::testid("lesson-keep")).await?;
    panel.wait(&Find::testid("fill-confirm")).await?;
    let plugin = panel.text(&Find::testid("plan-plugin")).await?;
    assert_eq!(plugin, "Letters");
    Ok(panel)
}

/// What is in the field of the page.
async fn value(tab: &Surface) -> Result<Value> {
    Ok(tab.eval(&format!("document.querySelector('{FIELD}').value")).await?)
}

/// The manager: renamed, exported, deleted, taken back.
async fn looked_after(journey: &Journey) -> Result<()> {
    let manager = journey.bed.open_extension_page("manager.html#learned").await?;
    let form = Find::testid("learned-form");
    manager.wait_text(&form, "Letters").await?;
    manager.wait_text(&form, "left alone").await?;
    wrong(&manager, "the forms that were taught").await?;
    let id = manager
        .eval("chrome.runtime.sendMessage({ ui: { type: 'learned' } }).then((told) => told.forms[0].id)")
        .await?;
    let recipe = format!("chrome.runtime.sendMessage({{ ui: {{ type: 'learned-export', form: {id} }} }})");
    let recipe = manager.eval(&recipe).await?;
    let text = recipe["text"].as_str().unwrap_or_default();
    assert!(text.contains("letters[a]") && !text.contains("bluedoor") && !text.contains(WORDPRESS), "{text}");
    manager.click(&Find::css("[data-testid=learned-rename] summary")).await?;
    manager.type_into(&Find::testid("learned-name"), "Post").await?;
    manager.click(&Find::testid("learned-name-save")).await?;
    manager.wait_text(&form, "Post").await?;
    manager.click(&Find::css("button[data-testid=learned-delete]")).await?;
    manager.click(&Find::testid("learned-restore")).await?;
    manager.wait(&Find::css("button[data-testid=learned-delete]")).await?;
    Ok(manager.close().await?)
}

/// Nothing for axe-core to complain about, and nothing that scrolls sideways, narrow and wide, light and dark.
async fn wrong(surface: &Surface, what: &str) -> Result<()> {
    let axe = repository().join("tests/e2e/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(axe).unwrap_or_default();
    surface.eval(&format!("{axe}; undefined")).await?;
    let mut wrong = Vec::new();
    for (width, theme) in [(360, "light"), (360, "dark"), (1280, "light")] {
        // A real panel has a width of its own.
        let _ = surface.width(Some(width)).await;
        surface.theme(Some(theme)).await?;
        surface.wait_for(&format!("matchMedia('(prefers-color-scheme: {theme})').matches")).await?;
        surface.wait_for("document.getAnimations().every((one) => one.playState !== 'running')").await?;
        let found = surface
            .eval(
                "axe.run(document, { resultTypes: ['violations'],
                    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
                .then((found) => found.violations.map((one) => `${one.id}: ${one.nodes.map((n) => n.target.join(' ')).join(', ')}`))",
            )
            .await?;
        wrong.extend(found.as_array().into_iter().flatten().map(|one| format!("{width} {theme}: {one}")));
        if surface.eval("document.documentElement.scrollWidth > innerWidth").await? == true {
            wrong.push(format!("{width} {theme}: it scrolls sideways"));
        }
    }
    let _ = surface.width(None).await;
    surface.theme(None).await?;
    if wrong.is_empty() {
        return Ok(());
    }
    Err(JourneyError::Unlike { what: what.to_owned(), expected: "nothing wrong".to_owned(), seen: wrong.join("\n") })
}
