//! The bed itself, tried with a small extension: what it shows, presses, counts, kills and finds is what a person
//! would see, press and count. Needs the browser, and for most tests Xvfb, openbox, xdotool and imagemagick.

#![expect(clippy::unwrap_used, reason = "a test's helper fails by panicking")]

use std::path::Path;

use keyfob_e2e::{
    Bed, BedError, BedOptions, Browser, Find, Form, Look, Result, Sandbox, Screen, Surface, WordPress, scan_profile,
    until,
};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A page for whatever is asked, on a port of its own; `/consent` sends back to the address in its query.
async fn site() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = vec![0; 8192];
                let read = stream.read(&mut request).await.unwrap_or(0);
                let request = String::from_utf8_lossy(&request[..read]).into_owned();
                let path = request.split(' ').nth(1).unwrap_or("/").to_owned();
                let body = format!(
                    "<!doctype html><html lang=en><title>Page {path}</title><h1>Page</h1>\
                     <form action=/next><label>Word <input name=word></label><button>Go</button></form>\
                     <a hidden>Back</a><script>const back = new URLSearchParams(location.search).get('back');\
                     if (back) {{ const a = document.querySelector('a'); a.hidden = false; a.href = back + '?code=yes'; }}\
                     console.log('page console');</script>"
                );
                let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n", body.len());
                let _ = stream.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes()).await;
            });
        }
    });
    address
}

fn options() -> BedOptions {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut options = BedOptions::new(&here.join("fixtures/dummy"), Browser::asked());
    options.pictures = here.join("../../target/harness");
    options
}

/// A bed with a page in front.
async fn bed_with_page() -> (Bed, Surface, String) {
    let site = site().await;
    let bed = Bed::start(options()).await.unwrap();
    assert!(bed.has_display(), "Xvfb, openbox, xdotool and imagemagick are needed");
    let page = bed.tab().await.unwrap();
    page.goto(&format!("{site}/first")).await.unwrap();
    (bed, page, site)
}

async fn ready_popup(bed: &Bed) -> Surface {
    let popup = bed.open_popup().await.unwrap();
    popup.wait_for("document.body.dataset.ready").await.unwrap();
    popup
}

/// Waits until the extension has noted an event that starts so; read from a page of the extension.
async fn noted(bed: &Bed, start: &str) -> String {
    let manager =
        match bed.documents().await.unwrap().iter().any(|shown| shown.url == bed.extension().manager().unwrap()) {
            true => bed.manager().await.unwrap(),
            false => bed.open_extension_page("manager.html").await.unwrap(),
        };
    until(start, async || {
        let events = manager.eval("chrome.storage.local.get('events').then((got) => got.events ?? [])").await?;
        let events = events.as_array().cloned().unwrap_or_default();
        let found = events.iter().filter_map(|e| e.as_str()).find(|e| e.starts_with(start));
        Ok(found.map_or_else(|| Look::wait(format!("{events:?}")), |event| Look::Done(event.to_owned())))
    })
    .await
    .unwrap()
}

/// Waits until a console has said this. Firefox writes all of them into its own output.
async fn heard(bed: &Bed, wanted: &str) -> Result<()> {
    until(wanted, async || {
        let said = match bed.browser() {
            Browser::Chromium => bed.console().lines().into_iter().map(|line| line.text).collect::<Vec<_>>().join("\n"),
            Browser::Firefox => std::fs::read_to_string(bed.browser_log()).unwrap_or_default(),
        };
        // Firefox puts each word into quotes.
        let said = said.replace('"', "");
        Ok(if said.contains(wanted) { Look::Done(()) } else { Look::wait(said) })
    })
    .await
}

/// Whether a test is about the browser's own remote protocol, or a screen that only the other can do without.
fn chromium_only(why: &str) -> bool {
    let skipped = Browser::asked() != Browser::Chromium;
    if skipped {
        eprintln!("Chromium only: {why}");
    }
    skipped
}

fn said() -> Find {
    Find::testid("said")
}

#[tokio::test]
async fn popup_by_shortcut_has_the_tabs_grant_and_takes_keys() -> Result<()> {
    let (bed, _page, _) = bed_with_page().await;
    let popup = ready_popup(&bed).await;
    popup.wait_text(&Find::testid("injected"), "injected into Page /first").await?;
    popup.type_into(&Find::label("Name"), "Ünique & odd").await?;
    popup.wait_text(&said(), "typed Ünique & odd").await?;
    assert!(popup.accessible_text().await?.contains("Popup"));
    let steps: Vec<String> = bed.actions().take().iter().map(ToString::to_string).collect();
    assert_eq!(steps, ["press ctrl+shift+f", "type \"Name\""]);
    assert!(std::fs::metadata(bed.screenshot("popup").await?).unwrap().len() > 1000);
    assert!(std::fs::metadata(bed.screenshot_of(&popup, "popup-alone").await?).unwrap().len() > 1000);
    bed.shortcut("Escape").await?;
    popup.wait_closed().await
}

#[tokio::test]
async fn permission_denied_then_allowed() -> Result<()> {
    let (bed, page, site) = bed_with_page().await;
    let popup = ready_popup(&bed).await;
    assert!(!bed.permission_dialog_shown().await?);
    popup.click(&Find::button("Ask")).await?;
    bed.deny_permission().await?;
    let popup = match bed.browser() {
        Browser::Chromium => {
            popup.wait_closed().await?;
            ready_popup(&bed).await
        }
        // It stays open under the question, and hears the answer.
        Browser::Firefox => {
            popup.wait_text(&said(), "answer false").await?;
            popup
        }
    };
    popup.click(&Find::button("Ask")).await?;
    bed.wait_permission_dialog().await?;
    bed.screenshot("permission").await?;
    bed.accept_permission().await?;
    // The popup's shortcut once more where it has closed.
    assert_eq!(bed.actions().total(), if bed.browser() == Browser::Chromium { 6 } else { 5 });
    assert_eq!(noted(&bed, "granted").await, "granted http://127.0.0.1/*");

    page.goto(&format!("{site}/second")).await?;
    page.wait_for("document.documentElement.dataset.dummy === 'here'").await.map(drop)
}

#[tokio::test]
async fn panel_opens_in_the_turn_that_asks() -> Result<()> {
    let (bed, page, _) = bed_with_page().await;
    let popup = ready_popup(&bed).await;
    popup.click(&Find::button("Panel and ask")).await?;
    bed.accept_permission().await?;
    let panel = bed.panel().await?;
    panel.click(&Find::button("Press")).await?;
    panel.wait_text(&said(), "pressed by a person").await?;
    // The page beside the panel is narrower now, and still hit.
    page.type_into(&Find::label("Word"), "elm").await?;
    page.click(&Find::button("Go")).await?;
    page.wait_for("location.search === '?word=elm'").await?;
    bed.screenshot("panel").await?;
    noted(&bed, "granted").await;
    Ok(())
}

#[tokio::test]
async fn a_button_that_moves_under_the_mouse_is_aimed_at_anew_and_pressed_once() -> Result<()> {
    let (bed, page, _) = bed_with_page().await;
    let go = Find::button("Go");
    // It moves away from the mouse once, as under a bar that slides in, and counts what it takes.
    page.eval(
        "(() => {
            const button = document.querySelector('button');
            globalThis.took = 0;
            button.type = 'button';
            button.onclick = () => { took += 1; };
            button.style.position = 'absolute';
            button.addEventListener('mouseenter', () => { button.style.marginTop = '200px'; }, { once: true });
        })()",
    )
    .await?;
    page.click(&go).await?;
    page.wait_for("took === 1").await?;
    page.click(&go).await?;
    page.wait_for("took === 2").await?;
    assert_eq!(bed.actions().total(), 2);
    Ok(())
}

#[tokio::test]
async fn a_question_to_a_document_that_closes_is_answered() -> Result<()> {
    let (bed, _page, _) = bed_with_page().await;
    let popup = ready_popup(&bed).await;
    let asked = popup.eval("new Promise(() => {})");
    let closes = async {
        bed.shortcut("Escape").await?;
        popup.wait_closed().await
    };
    let (answer, closed) = tokio::join!(asked, closes);
    closed?;
    assert!(matches!(answer, Err(BedError::Refused { .. })), "{answer:?}");
    Ok(())
}

#[tokio::test]
async fn second_shortcut_reaches_the_worker() -> Result<()> {
    let (bed, _page, site) = bed_with_page().await;
    bed.shortcut("alt+shift+k").await?;
    assert_eq!(noted(&bed, "command").await, format!("command second on {site}/first"));
    Ok(())
}

#[tokio::test]
async fn sign_in_window_is_driven_and_caught() -> Result<()> {
    let (bed, _page, site) = bed_with_page().await;
    ready_popup(&bed).await.click(&Find::button("Sign in")).await?;
    let window = bed.page_at(&format!("{site}/consent")).await?;
    window.click(&Find::link("Back")).await?;
    window.wait_closed().await?;
    assert_eq!(noted(&bed, "signed in").await, "signed in ?code=yes");
    Ok(())
}

#[tokio::test]
async fn killed_worker_comes_back_as_a_new_one() -> Result<()> {
    let (bed, _page, _) = bed_with_page().await;
    let manager = bed.open_extension_page("manager.html").await?;
    let ask = Find::button("Ask the worker");
    manager.click(&ask).await?;
    let first = manager.wait_text(&said(), "worker ").await?;
    assert!(bed.kill_worker().await?);
    assert!(!bed.worker_runs().await?);
    assert!(!bed.kill_worker().await?);
    manager.click(&ask).await?;
    let second = manager.wait_text(&said(), "worker ").await?;
    assert_ne!(first, second);
    heard(&bed, &second.replace("worker", "worker console")).await
}

#[tokio::test]
async fn consoles_of_every_kind_are_kept() -> Result<()> {
    let (bed, _page, _) = bed_with_page().await;
    let popup = ready_popup(&bed).await;
    popup.click(&Find::button("Panel and ask")).await?;
    bed.accept_permission().await?;
    bed.panel().await?;
    for wanted in ["page console", "popup console", "panel console", "worker console"] {
        heard(&bed, wanted).await?;
    }
    assert!(bed.console().of(&bed.extension().origin()).iter().all(|line| line.text != "page console"));
    Ok(())
}

#[tokio::test]
async fn killed_browser_starts_again_with_its_profile() -> Result<()> {
    let (mut bed, _page, _) = bed_with_page().await;
    let marker = ["kept", "-through-", "a-crash"].concat();
    let manager = bed.open_extension_page("manager.html").await?;
    manager.eval(&format!("chrome.storage.local.set({{ marker: '{marker}' }})")).await?;
    until("the value on disk", async || {
        let hits = scan_profile(bed.profile(), &[&marker])?;
        Ok(if hits.is_empty() { Look::wait("not yet") } else { Look::Done(()) })
    })
    .await?;
    bed.sigkill().await?;
    assert!(bed.documents().await.is_err());
    let hits = scan_profile(bed.profile(), &[&marker])?;
    let store = match bed.browser() {
        Browser::Chromium => "Default/Local Extension Settings",
        Browser::Firefox => "storage/default",
    };
    let store = hits.iter().find(|hit| hit.file.starts_with(store)).unwrap();
    assert_eq!(store.encoding, Form::Utf8);
    bed.restart().await?;
    let manager = bed.open_extension_page("manager.html").await?;
    assert_eq!(manager.eval("chrome.storage.local.get().then((got) => got.marker)").await?, json!(marker));
    bed.quit().await
}

#[tokio::test]
async fn webdriver_sees_pages_and_the_popup() -> Result<()> {
    if chromium_only("the bed attaches chromedriver") {
        return Ok(());
    }
    let (bed, page, _) = bed_with_page().await;
    let driver = bed.webdriver().await?;
    let popup = ready_popup(&bed).await;
    let handles: Vec<String> = driver.session.windows().await?.iter().map(ToString::to_string).collect();
    assert!(handles.iter().any(|handle| handle == page.target()));
    assert!(handles.iter().any(|handle| handle == popup.target()));
    driver.quit().await?;
    assert!(popup.is_open().await);
    Ok(())
}

#[tokio::test]
async fn without_a_display_pages_worker_and_popup_still_run() -> Result<()> {
    if chromium_only("DevTools opens the popup and clicks") {
        return Ok(());
    }
    let site = site().await;
    let bed = Bed::start(BedOptions { screen: Screen::Headless, ..options() }).await?;
    assert!(!bed.has_display());
    let page = bed.tab().await?;
    page.goto(&format!("{site}/first")).await?;
    let popup = ready_popup(&bed).await;
    popup.wait_text(&Find::testid("injected"), "injected into Page /first").await?;
    popup.type_into(&Find::label("Name"), "elm").await?;
    popup.wait_text(&said(), "typed elm").await?;
    assert!(bed.kill_worker().await?);
    assert!(bed.accept_permission().await.is_err());
    Ok(())
}

#[tokio::test]
async fn real_host_names_lead_to_the_sandbox_and_others_nowhere() -> Result<()> {
    let state = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(0, state.path(), None).await?;
    let mut options = options();
    options.hosts.clone_from(&sandbox.hosts);
    options.https_port = sandbox.https;
    let bed = Bed::start(options).await?;
    let page = bed.tab().await?;
    page.goto("https://login.mailchimp.com/").await?;
    assert_eq!(page.eval("location.hostname").await?, json!("login.mailchimp.com"));
    let refused = page.goto("https://elsewhere.example/").await;
    assert!(matches!(refused, Err(BedError::Refused { .. })), "{refused:?}");
    sandbox.configure(&json!({ "delay_ms": 1 })).await?;
    assert_eq!(sandbox.ask("GET", "/config", None).await?["delay_ms"], 1);
    sandbox.reset().await?;
    sandbox.issued("provider=mailchimp").await?;
    sandbox.stop().await
}

#[tokio::test]
async fn wordpress_serves_and_tells_what_it_has_stored() -> Result<()> {
    let state = tempfile::tempdir().unwrap();
    let site = WordPress::start(0, state.path()).await?;
    let bed = Bed::start(options()).await?;
    let page = bed.tab().await?;
    page.goto(&format!("{}/wp-login.php", site.url.trim_end_matches('/'))).await?;
    page.type_into(&Find::css("#user_login"), &site.user).await?;
    page.type_into(&Find::css("#user_pass"), &site.password).await?;
    page.click(&Find::css("#wp-submit")).await?;
    page.wait(&Find::css("#adminmenu")).await?;
    assert!(!site.option("siteurl").await?.is_empty());
    site.stop().await
}
