//! The bed: one browser with the extension in it, and the person's hands on it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::actions::{ActionKind, Actions};
use crate::browser::Browser;
use crate::cdp::Cdp;
use crate::console::Console;
use crate::display::Display;
use crate::error::{BedError, Result, file};
use crate::extension::Extension;
use crate::launch::{DOWNLOADS, Launch};
use crate::options::{BedOptions, Screen, installed};
use crate::process::Program;
use crate::remote::{Remote, Shown};
use crate::surface::Surface;
use crate::wait::{Look, until};

/// Space around the browser's window on a screen of our own, for a window that the extension opens beside it.
const MARGIN: u32 = 60;

/// A running browser with the extension. Dropping it ends the browser and the screen.
#[derive(Debug)]
pub struct Bed {
    pub(crate) options: BedOptions,
    pub(crate) extension: Extension,
    beside: Vec<Extension>,
    pub(crate) display: Option<Arc<Display>>,
    pub(crate) actions: Actions,
    pub(crate) logs: TempDir,
    pub(crate) remote: Remote,
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
        let extension = Extension::read(&options.extension, options.browser)?;
        let beside = options.beside.iter().map(|dir| Extension::read(dir, options.browser));
        let beside = beside.collect::<Result<Vec<Extension>>>()?;
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
        let launch = Launch {
            options: &options,
            extension: &extension,
            beside: &beside,
            profile: &profile,
            display: display.as_deref(),
            logs: &logs,
            console: &console,
        };
        let launched = launch.start().await?;
        let bed = Self {
            actions: Actions::default(),
            browser: Some(launched.program),
            _own_profile: own,
            options,
            extension,
            beside,
            display,
            logs,
            cdp: devtools(&launched.remote),
            remote: launched.remote,
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

    /// The other extensions in the browser, in the order of [`BedOptions::beside`].
    #[must_use]
    pub fn beside(&self) -> &[Extension] {
        &self.beside
    }

    /// The raw DevTools connection. With Firefox there is none: it refuses every command.
    #[must_use]
    pub fn cdp(&self) -> &Cdp {
        &self.cdp
    }

    /// The browser's DevTools port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.cdp.port()
    }

    /// The profile folder, for [`crate::scan_profile`].
    #[must_use]
    pub fn profile(&self) -> &Path {
        &self.profile
    }

    /// The folder that a page's files are saved to, without a question. Chromium wants to be told in every run.
    ///
    /// # Errors
    /// [`BedError::Refused`] when it refuses.
    pub async fn downloads(&self) -> Result<PathBuf> {
        let folder = self.profile.join(DOWNLOADS);
        if let Remote::Chromium(cdp) = &self.remote {
            let allow = json!({ "behavior": "allow", "downloadPath": folder });
            cdp.send(None, "Browser.setDownloadBehavior", allow).await?;
        }
        Ok(folder)
    }

    /// What was said on every console since the bed was made, restarts included. Firefox writes it into
    /// [`Bed::browser_log`] instead.
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
        let origin = self.extension.origin();
        self.surface("a tab", |shown| !shown.url.starts_with(&origin)).await
    }

    /// Every document that is shown now: tabs, windows, popup, panel.
    ///
    /// # Errors
    /// [`BedError::Disconnected`] when the browser is gone.
    pub async fn documents(&self) -> Result<Vec<Shown>> {
        self.remote.documents().await
    }

    /// Takes hold of a document that is shown.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it is gone.
    pub async fn hold(&self, id: &str) -> Result<Surface> {
        let hands = self.remote.hold(id).await?;
        Ok(Surface { hands, display: self.display.clone(), actions: self.actions.clone() })
    }

    /// Closes every document but those to keep, and waits until no other is shown. One that goes by itself meanwhile,
    /// as a popup does that loses the focus, is gone as well.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when one stays.
    pub async fn close_all_but(&self, keep: impl Fn(&Shown) -> bool) -> Result<()> {
        until("every other document to be gone", async || {
            let others: Vec<Shown> = self.documents().await?.into_iter().filter(|shown| !keep(shown)).collect();
            for shown in &others {
                match self.remote.close(&shown.id).await {
                    Ok(()) | Err(BedError::Refused { .. } | BedError::Script(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(match others.first() {
                None => Look::Done(()),
                Some(shown) => Look::wait(shown.url.clone()),
            })
        })
        .await
    }

    /// Waits for a document whose address starts so: a page, a sign-in window, an extension page.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when none appears.
    pub async fn page_at(&self, address_start: &str) -> Result<Surface> {
        let page = self.surface(address_start, |shown| shown.url.starts_with(address_start)).await?;
        page.loaded().await?;
        Ok(page)
    }

    /// Opens a new tab in front and loads an address in it. Not counted as an action.
    ///
    /// # Errors
    /// [`BedError::Refused`] or [`BedError::Deadline`] when it does not load.
    pub async fn new_tab(&self, url: &str) -> Result<Surface> {
        let id = self.remote.open(url).await?;
        let page = self.hold(&id).await?;
        page.loaded().await?;
        Ok(page)
    }

    /// Brings a tab to the front, as a click on it does.
    ///
    /// # Errors
    /// [`BedError::Refused`] when it is gone.
    pub async fn activate(&self, tab: &Surface) -> Result<()> {
        self.remote.activate(tab.target()).await?;
        tab.wait_for("document.visibilityState === 'visible'").await.map(drop)
    }

    /// Opens the popup by the real shortcut of `_execute_action`, with the real grant of the tab in front.
    /// Counts one. Without a display: by DevTools, which grants the same; with Firefox not at all.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when no popup appears.
    pub async fn open_popup(&self) -> Result<Surface> {
        let address = self.extension.popup()?;
        if self.display.is_some() {
            self.shortcut(self.extension.shortcut()).await?;
        } else {
            let front = self.front_tab().await?;
            let ask = json!({ "id": self.extension.id, "targetId": front });
            self.cdp.send(None, "Extensions.triggerAction", ask).await?;
            self.actions.count(ActionKind::Keys, self.extension.shortcut());
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
        let class = self.extension.browser.name();
        until("an active window", async || {
            if display.xdotool(&["getactivewindow"]).await.is_ok() {
                return Ok(Look::Done(()));
            }
            // Several X windows bear the class; only the browser's own can be activated.
            let windows = display.xdotool(&["search", "--onlyvisible", "--class", class]).await.unwrap_or_default();
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
        self.kill_worker_of(&self.extension).await
    }

    /// [`Bed::kill_worker`] for any extension in the browser.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it stays.
    pub async fn kill_worker_of(&self, extension: &Extension) -> Result<bool> {
        if !self.remote.end_background(extension).await? {
            return Ok(false);
        }
        // The same worker keeps its id when it is started again, so its absence is what counts. One that was just being
        // started does not always hear that it is to end, and is told anew.
        until("the worker to be gone", async || {
            Ok(if self.remote.end_background(extension).await? { Look::wait("still there") } else { Look::Done(()) })
        })
        .await?;
        Ok(true)
    }

    /// Whether the extension's worker runs now.
    ///
    /// # Errors
    /// [`BedError::Disconnected`] when the browser is gone.
    pub async fn worker_runs(&self) -> Result<bool> {
        self.remote.background_runs(&self.extension).await
    }

    /// The value of a JavaScript expression in the extension's background, which must be running.
    ///
    /// # Errors
    /// [`BedError::Refused`] when it is not, [`BedError::Script`] when it throws.
    pub async fn eval_in_background(&self, expression: &str) -> Result<Value> {
        self.remote.eval_in_background(&self.extension, expression).await
    }

    /// Kills the whole browser with SIGKILL, as a power cut would, and waits until every process is gone.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when one survives.
    pub async fn sigkill(&mut self) -> Result<()> {
        match self.browser.take() {
            Some(browser) => browser.sigkill().await?,
            None => return Ok(()),
        }
        // What the browser still said before its end is read first; only then is it gone for the bed, too.
        until("the killed browser's connection to end", async || {
            Ok(if self.remote.closed() { Look::Done(()) } else { Look::wait("open") })
        })
        .await
    }

    /// Ends the browser as a person does who closes it, and waits until it has written everything.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it does not end.
    pub async fn quit(&mut self) -> Result<()> {
        let Some(browser) = self.browser.take() else { return Ok(()) };
        self.remote.quit().await;
        browser.stop().await
    }

    /// Starts the browser again on the same profile; one that still runs is closed first.
    ///
    /// # Errors
    /// As [`Bed::start`].
    pub async fn restart(&mut self) -> Result<()> {
        self.quit().await?;
        let launch = Launch {
            options: &self.options,
            extension: &self.extension,
            beside: &self.beside,
            profile: &self.profile,
            display: self.display.as_deref(),
            logs: &self.logs,
            console: &self.console,
        };
        let launched = launch.start().await?;
        self.cdp = devtools(&launched.remote);
        self.remote = launched.remote;
        self.browser = Some(launched.program);
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

    /// The browser.
    #[must_use]
    pub fn browser(&self) -> Browser {
        self.extension.browser
    }

    /// The tab wrapper in front, which is what DevTools presses a toolbar button on.
    async fn front_tab(&self) -> Result<String> {
        let ask = json!({ "filter": [{ "type": "tab" }] });
        let tabs = self.cdp.send(None, "Target.getTargets", ask).await?;
        let tab = tabs["targetInfos"].as_array().into_iter().flatten().find_map(|tab| tab["targetId"].as_str());
        tab.map(str::to_owned).ok_or_else(|| BedError::answer("the browser", "no tab"))
    }

    async fn surface(&self, what: &str, fits: impl Fn(&Shown) -> bool) -> Result<Surface> {
        let id = until(what, async || {
            let found = self.documents().await?.into_iter().find(|shown| fits(shown));
            Ok(found.map_or_else(|| Look::wait("no such document"), |shown| Look::Done(shown.id)))
        })
        .await?;
        self.hold(&id).await
    }
}

/// The DevTools connection, or one to nothing.
fn devtools(remote: &Remote) -> Cdp {
    match remote {
        Remote::Chromium(cdp) => cdp.clone(),
        Remote::Firefox(_) => Cdp::nowhere(),
    }
}
