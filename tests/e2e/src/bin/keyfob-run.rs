//! `keyfob-run`: a browser with Keyfob in it, the sandbox portals and the WordPress behind it. Without a display, or
//! with `--headless`, it does the whole job itself and ends with one line of JSON on standard output.

use std::process::ExitCode;

use keyfob_e2e::journey::{Journey, JourneyOptions, Outcome, Report, Result, manual_actions};
use keyfob_e2e::{Browser, Screen};

const USAGE: &str = "\
keyfob-run [--headless] [--browser chromium|firefox]

  --headless   does the whole job by itself, on a screen of its own; ends with one line of JSON
  --browser    which browser; chromium unless said

Without --headless it starts everything on the display, says what to click, and stays until Ctrl-C.
";

/// What is asked for on the command line.
struct Wish {
    headless: bool,
    browser: Browser,
}

fn main() -> ExitCode {
    let wish = match read(std::env::args().skip(1)) {
        Ok(Some(wish)) => wish,
        Ok(None) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(what) => {
            eprintln!("error: {what}\n\n{USAGE}");
            return ExitCode::FAILURE;
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    let result = runtime.block_on(async {
        let display = std::env::var("DISPLAY").ok().filter(|name| !name.is_empty());
        match display.filter(|_| !wish.headless) {
            Some(display) => stay(wish.browser, display).await.map(|()| true),
            None => by_itself(wish.browser).await,
        }
    });
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn read(mut words: impl Iterator<Item = String>) -> std::result::Result<Option<Wish>, String> {
    let mut wish = Wish { headless: false, browser: Browser::asked() };
    while let Some(word) = words.next() {
        let (name, joined) = word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
        match name {
            "--headless" => wish.headless = true,
            "--browser" => {
                let name = joined.map(str::to_owned).or_else(|| words.next()).unwrap_or_default();
                wish.browser =
                    Browser::named(&name).ok_or_else(|| format!("--browser {name}: there are chromium and firefox"))?;
            }
            "--help" | "-h" => return Ok(None),
            _ => return Err(format!("no option {word}")),
        }
    }
    Ok(Some(wish))
}

fn options(browser: Browser, screen: Screen) -> JourneyOptions {
    let mut options = JourneyOptions::with(browser, "run");
    options.screen = screen;
    options.report = Report::new(|step| println!("{step}"));
    options
}

/// The whole job, and what became of it.
async fn by_itself(browser: Browser) -> Result<bool> {
    if !browser.extension().join("manifest.json").is_file() {
        eprintln!("the extension is not built: cargo xtask build");
        return Ok(false);
    }
    let mut journey = Journey::start(options(browser, Screen::Own)).await?;
    let outcome = journey.main_job().await;
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(error) => {
            // The picture is for whoever looks for the reason; that it fails too is no news.
            drop(journey.bed.screenshot("failed").await);
            return Err(error);
        }
    };
    println!("\npictures of every step: target/{}", browser.pictures("run"));
    tell_actions(&outcome);
    println!("{}", outcome.json());
    Ok(outcome.complete())
}

fn tell_actions(outcome: &Outcome) {
    println!("\nactions from need to filled form     with Keyfob   by the articles");
    for (name, count) in &outcome.actions {
        let manual = manual_actions(name).map(|count| count.to_string()).unwrap_or_default();
        println!("  {name:<34} {count:>11} {manual:>17}");
    }
    println!();
}

/// Everything visible, and a person in front of it.
async fn stay(browser: Browser, display: String) -> Result<()> {
    let mut journey = Journey::start(options(browser, Screen::Existing(display))).await?;
    let keys = journey.bed.extension().shortcut().to_uppercase();
    let tab = journey.bed.tab().await?;
    journey.wordpress_page(&tab).await?;
    println!(
        "
Everything is up. The browser shows the login of the client's WordPress:
  {user} / {password}

1. Open MC4WP (wp-admin/admin.php?page=mailchimp-for-wp) and press {keys}, or Keyfob's button in the toolbar.
   Make a vault, then press the button that gets a Mailchimp API key and follow the rings.
     Mailchimp: dana@bluedoorbakery.example / sour-dough-21
   Press Keep in the panel, go back to the form, {keys}, confirm, Save Changes.
2. Open Bloom, choose Constant Contact, press {keys} there.
     developer portal: robinvale / dev-elm-24
     Constant Contact: dana@bluedoorbakery.example / rolling-pin-3
3. In the panel choose Constant Contact, V3 connection: an application first, then Connect.

Nothing here is real and nothing reaches the network. Ctrl-C ends it all.
",
        user = journey.wordpress.user,
        password = journey.wordpress.password
    );
    // Without the signal there is no end to wait for; the terminal's close ends it all the same.
    drop(tokio::signal::ctrl_c().await);
    Ok(())
}
