//! The bed: one browser with the extension in it, and the person's hands on it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::actions::{ActionKind, Actions};
use crate::cdp::{Cdp, Target};
use crate::console::Console;
use crate::display::Display;
use crate::error::{BedError, Result, file};
use crate::extension::Extension;
use crate::options::{BedOptions, Screen, installed};
use crate::process::Program;
use crate::surface::Surface;
use crate::wait::{Look, until};

/// Space around the browser's window on a screen of our own, for a window that the extension opens beside it.
const MARGIN: u32 = 60;

/// A running browser with the extension. Dropping it ends the browser and the screen.
#[derive(Debug)]
pub struct Bed {
    pub(crate) options: BedOptions,
    pub(crate) extension: Extension,
    pub(crate) display: Option<Arc<Display>>,
    pub(crate) actions: Actions,
    pub(crate) port: u16,
    pub(crate) logs: TempDir,
    cdp: Cdp,
    console: Console,
    browser: Option<Program>,
    profile: PathBuf,
    // Removed with the bed, after the browser has ended.
    _own_profile: Option<TempDir>,
}

impl Bed {
    /// Starts the screen and the browser, and waits until the extension's worker has run once.
    ///
    /// # Errors
    /// [`BedError::Program`] when a part is missing, [`BedError::Deadline`] when the extension does not load.
    pub async fn start(options: BedOptions) -> Result<Self> {
        let extension = Extension::read(&options.extension)?;
        let logs = TempDir::new().map_err(file("a temporary folder"))?;
        let tools = ["Xvfb", "openbox", "xdotool", "import"];
        let display = match &options.screen {
            Screen::Existing(name) => Some(Display::existing(name)),
            Screen::Own if tools.into_iter().all(installed) => {
                let (width, height) = options.window;
                Some(Display::start(width + MARGIN, height + MARGIN, &logs).await?)
            }
            Screen::Own | Screen::Headless => None,
        };
        let (profile, own) = match &options.profile {
            Some(profile) => (profile.clone(), None),
            None => {
                let own = TempDir::new().map_err(file("a temporary folder"))?;
                (own.path().to_owned(), Some(own))
            }
        };
        std::fs::create_dir_all(&profile).map_err(file(&profile))?;
        let profile = profile.canonicalize().map_err(file(&profile))?;
        let display = display.map(Arc::new);
        let console = Console::default();
        let launched = launch(&options, &extension, &profile, display.as_deref(), &logs, &console).await?;
        let Launched { browser, port, cdp } = launched;
        let bed = Self {
            actions: Actions::default(),
            browser: Some(browser),
            _own_profile: own,
            options,
            extension,
            display,
            port,
            logs,
            cdp,
            console,
            profile,
        };
        bed.ready().await?;
        Ok(bed)
    }

    /// Waits until the extension has answered for the first time and a tab is there.
    async fn ready(&self) -> Result<()> {
        until("the extension's worker", async || {
            Ok(if self.worker_runs().await? { Look::Done(()) } else { Look::wait("no worker") })
        })
        .await?;
        self.tab().await.map(drop)
    }

    /// The extension under test.
    #[must_use]
    pub fn extension(&self) -> &Extension {
        &self.extension
    }

    /// The raw DevTools connection.
    #[must_use]
    pub fn cdp(&self) -> &Cdp {
        &self.cdp
    }

    /// The browser's DevTools port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The profile folder, for [`crate::scan_profile`].
    #[must_use]
    pub fn profile(&self) -> &Path {
        &self.profile
    }

    /// What was said on every console since the bed was made, restarts included.
    #[must_use]
    pub fn console(&self) -> &Console {
        &self.console
    }

    /// What the browser itself wrote to stdout and stderr.
    #[must_use]
    pub fn browser_log(&self) -> PathBuf {
        self.logs.path().join("browser.log")
    }

    /// The person's actions so far.
    #[must_use]
    pub fn actions(&self) -> &Actions {
        &self.actions
    }

    /// Whether there is a real screen, and so the real toolbar, popup and dialogs.
    #[must_use]
    pub fn has_display(&self) -> bool {
        self.display.is_some()
    }

    /// The screen.
    ///
    /// # Errors
    /// [`BedError::NeedsDisplay`] when there is none.
    pub fn display(&self) -> Result<&Display> {
        self.display.as_deref().ok_or(BedError::NeedsDisplay("the screen"))
    }

    /// The tab of the page (not of the extension) that appeared first and is still there.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when there is none.
    pub async fn tab(&self) -> Result<Surface> {
        self.surface("a tab", |target| !target.url.starts_with("chrome-extension://")).await
    }

    /// Waits for a document whose address starts so: a page, a sign-in window, an extension page.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when none appears.
    pub async fn page_at(&self, address_start: &str) -> Result<Surface> {
        let page = self.surface(address_start, |target| target.url.starts_with(address_start)).await?;
        page.loaded().await?;
        Ok(page)
    }

    /// Opens a new tab in front and loads an address in it. Not counted as an action.
    ///
    /// # Errors
    /// [`BedError::Cdp`] or [`BedError::Deadline`] when it does not load.
    pub async fn new_tab(&self, url: &str) -> Result<Surface> {
        let made = self.cdp.send(None, "Target.createTarget", json!({ "url": url })).await?;
        let id = made["targetId"].as_str().unwrap_or_default();
        let page = self.hold(id).await?;
        page.loaded().await?;
        Ok(page)
    }

    /// Brings a tab to the front, as a click on it does.
    ///
    /// # Errors
    /// [`BedError::Cdp`] when it is gone.
    pub async fn activate(&self, tab: &Surface) -> Result<()> {
        self.cdp.send(None, "Target.activateTarget", json!({ "targetId": tab.target() })).await?;
        tab.wait_for("document.visibilityState === 'visible'").await.map(drop)
    }

    /// Opens the popup by the real shortcut of `_execute_action`, with the real grant of the tab in front.
    /// Counts one. Without a display: by DevTools, which grants the same.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when no popup appears.
    pub async fn open_popup(&self) -> Result<Surface> {
        let address = self.extension.popup()?;
        if self.display.is_some() {
            self.shortcut("ctrl+shift+k").await?;
        } else {
            let front = self.front_tab().await?;
            let ask = json!({ "id": self.extension.id, "targetId": front });
            self.cdp.send(None, "Extensions.triggerAction", ask).await?;
            self.actions.count(ActionKind::Keys, "ctrl+shift+k");
        }
        self.page_at(&address).await
    }

    /// The popup, once it is open.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when none appears.
    pub async fn popup(&self) -> Result<Surface> {
        self.page_at(&self.extension.popup()?).await
    }

    /// The side panel, once it is open.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when none appears.
    pub async fn panel(&self) -> Result<Surface> {
        self.page_at(&self.extension.panel()?).await
    }

    /// The manager page, once it is open.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when none appears.
    pub async fn manager(&self) -> Result<Surface> {
        self.page_at(&self.extension.manager()?).await
    }

    /// Opens an extension page in a new tab by its address, as a bookmark would. Not counted.
    ///
    /// # Errors
    /// As [`Bed::new_tab`].
    pub async fn open_extension_page(&self, path: &str) -> Result<Surface> {
        self.new_tab(&self.extension.url(path)).await
    }

    /// Presses a keyboard shortcut in the browser's window. Counts one.
    ///
    /// # Errors
    /// [`BedError::NeedsDisplay`] without one, [`BedError::Program`] when xdotool fails.
    pub async fn shortcut(&self, keys: &str) -> Result<()> {
        self.focus_window().await?;
        self.display()?.keys(keys).await?;
        self.actions.count(ActionKind::Keys, keys);
        Ok(())
    }

    /// Makes sure that the browser has the keyboard. Keys go nowhere while no window is active.
    async fn focus_window(&self) -> Result<()> {
        let display = self.display()?;
        until("an active window", async || {
            if display.xdotool(&["getactivewindow"]).await.is_ok() {
                return Ok(Look::Done(()));
            }
            // Several X windows bear the class; only the browser's own can be activated.
            let windows =
                display.xdotool(&["search", "--onlyvisible", "--class", "chromium"]).await.unwrap_or_default();
            for window in windows.lines() {
                let _ = display.xdotool(&["windowactivate", window]).await;
            }
            Ok(Look::wait("none"))
        })
        .await
    }

    /// Ends the extension's service worker, as the browser does when it is idle, and waits until it is gone.
    /// Says whether one was running.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it stays.
    pub async fn kill_worker(&self) -> Result<bool> {
        let Some(id) = self.worker().await? else { return Ok(false) };
        self.cdp.send(None, "Target.closeTarget", json!({ "targetId": id })).await?;
        // The same worker keeps its id when it is started again, so its absence is what counts.
        until("the worker to be gone", async || {
            Ok(if self.worker().await?.is_some() { Look::wait("still there") } else { Look::Done(()) })
        })
        .await?;
        Ok(true)
    }

    /// Whether the extension's worker runs now.
    ///
    /// # Errors
    /// [`BedError::Disconnected`] when the browser is gone.
    pub async fn worker_runs(&self) -> Result<bool> {
        Ok(self.worker().await?.is_some())
    }

    /// The running worker's target. It is asked for, since of a watched worker's end no event tells.
    async fn worker(&self) -> Result<Option<String>> {
        let ask = json!({ "filter": [{ "type": "service_worker" }] });
        let answer = self.cdp.send(None, "Target.getTargets", ask).await?;
        let origin = self.extension.origin();
        let ours = |info: &&Value| info["url"].as_str().is_some_and(|url| url.starts_with(&origin));
        let found = answer["targetInfos"].as_array().into_iter().flatten().find(ours);
        Ok(found.and_then(|info| info["targetId"].as_str()).map(str::to_owned))
    }

    /// Kills the whole browser with SIGKILL, as a power cut would, and waits until every process is gone.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when one survives.
    pub async fn sigkill(&mut self) -> Result<()> {
        match self.browser.take() {
            Some(browser) => browser.sigkill().await,
            None => Ok(()),
        }
    }

    /// Ends the browser as a person does who closes it, and waits until it has written everything.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it does not end.
    pub async fn quit(&mut self) -> Result<()> {
        let Some(browser) = self.browser.take() else { return Ok(()) };
        // It may go before it has answered.
        let _ = self.cdp.send(None, "Browser.close", json!({})).await;
        browser.stop().await
    }

    /// Starts the browser again on the same profile; one that still runs is closed first.
    ///
    /// # Errors
    /// As [`Bed::start`].
    pub async fn restart(&mut self) -> Result<()> {
        self.quit().await?;
        let display = self.display.as_deref();
        let launched =
            launch(&self.options, &self.extension, &self.profile, display, &self.logs, &self.console).await?;
        self.port = launched.port;
        self.cdp = launched.cdp;
        self.browser = Some(launched.browser);
        self.ready().await
    }

    /// A picture of the whole screen, or of the first tab where there is none, as `NAME.png`.
    ///
    /// # Errors
    /// [`BedError::File`] when it cannot be written.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        let path = self.picture(name)?;
        match &self.display {
            Some(display) => display.screenshot(&path).await?,
            None => self.tab().await?.screenshot(&path).await?,
        }
        Ok(path)
    }

    /// A picture of one document, as `NAME.png`.
    ///
    /// # Errors
    /// [`BedError::File`] when it cannot be written.
    pub async fn screenshot_of(&self, surface: &Surface, name: &str) -> Result<PathBuf> {
        let path = self.picture(name)?;
        surface.screenshot(&path).await?;
        Ok(path)
    }

    fn picture(&self, name: &str) -> Result<PathBuf> {
        let dir = &self.options.pictures;
        std::fs::create_dir_all(dir).map_err(file(dir))?;
        Ok(dir.join(format!("{name}.png")))
    }

    /// The tab wrapper in front, which is what DevTools presses a toolbar button on.
    async fn front_tab(&self) -> Result<String> {
        let ask = json!({ "filter": [{ "type": "tab" }] });
        let tabs = self.cdp.send(None, "Target.getTargets", ask).await?;
        let tab = tabs["targetInfos"].as_array().into_iter().flatten().find_map(|tab| tab["targetId"].as_str());
        tab.map(str::to_owned).ok_or_else(|| BedError::answer("the browser", "no tab"))
    }

    async fn surface(&self, what: &str, fits: impl Fn(&Target) -> bool) -> Result<Surface> {
        let id = until(what, async || {
            if self.cdp.closed() {
                return Err(BedError::Disconnected);
            }
            let found = self.cdp.targets().into_iter().find(|target| target.kind == "page" && fits(target));
            Ok(found.map_or_else(|| Look::wait("no such document"), |target| Look::Done(target.id)))
        })
        .await?;
        self.hold(&id).await
    }

    async fn hold(&self, target: &str) -> Result<Surface> {
        Surface::hold(&self.cdp, self.display.clone(), &self.actions, target).await
    }
}

struct Launched {
    browser: Program,
    port: u16,
    cdp: Cdp,
}

/// Starts the browser and connects to it.
async fn launch(
    options: &BedOptions,
    extension: &Extension,
    profile: &Path,
    display: Option<&Display>,
    logs: &TempDir,
    console: &Console,
) -> Result<Launched> {
    let active = profile.join("DevToolsActivePort");
    // A killed browser leaves the old one behind.
    let _ = std::fs::remove_file(&active);
    let command = options.browser(extension, profile, display.map(Display::name));
    let mut browser = Program::start("chromium", command, &logs.path().join("browser.log"), false)?;
    let (port, path) = until("the browser's DevTools port", async || {
        if browser.ended() {
            return Err(BedError::program("chromium", browser.tail()));
        }
        let told = std::fs::read_to_string(&active).unwrap_or_default();
        Ok(match told.split_once('\n') {
            Some((port, path)) if !path.is_empty() => match port.parse::<u16>() {
                Ok(port) => Look::Done((port, path.trim().to_owned())),
                Err(_) => Look::wait("no number"),
            },
            _ => Look::wait("no port file"),
        })
    })
    .await?;
    let cdp = Cdp::connect(port, &path, console.clone(), options.watch_worker).await?;
    Ok(Launched { browser, port, cdp })
}
