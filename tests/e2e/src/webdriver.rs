//! WebDriver on the running browser, for whoever prefers it for pages.

use serde_json::json;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};
use tokio::net::TcpListener;
use tokio::process::Command;

use crate::bed::Bed;
use crate::browser::Browser;
use crate::error::{BedError, Result, file};
use crate::process::Program;
use crate::wait::{Look, until};

/// A WebDriver session on the bed's browser. End it with [`Driver::quit`]: one that is only dropped keeps the thread
/// busy that would have to answer, for two minutes.
#[derive(Debug)]
pub struct Driver {
    /// The session. Its window handles are [`crate::Surface::target`] ids, popup and side panel included.
    pub session: WebDriver,
    program: Program,
}

impl Driver {
    /// Ends session and chromedriver; the browser is left alone.
    ///
    /// # Errors
    /// [`BedError::WebDriver`] when it refuses, [`BedError::Deadline`] when it does not end.
    pub async fn quit(self) -> Result<()> {
        self.session.quit().await?;
        self.program.stop().await
    }
}

impl Bed {
    /// Starts chromedriver and attaches it to the browser.
    ///
    /// # Errors
    /// [`BedError::Program`] when chromedriver is missing, [`BedError::WebDriver`] when it refuses,
    /// [`BedError::Only`] in Firefox.
    pub async fn webdriver(&self) -> Result<Driver> {
        if self.browser() != Browser::Chromium {
            return Err(BedError::Only(Browser::Chromium.name()));
        }
        let free = TcpListener::bind("127.0.0.1:0").await.map_err(file("a free port"))?;
        let port = free.local_addr().map_err(file("a free port"))?.port();
        drop(free);
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}"));
        let mut program = Program::start("chromedriver", command, &self.logs.path().join("chromedriver.log"), false)?;
        let mut capabilities = DesiredCapabilities::chrome();
        capabilities.add_experimental_option("debuggerAddress", format!("127.0.0.1:{}", self.port()))?;
        // Without this, popup and side panel are no window handles.
        capabilities.add_experimental_option("enableExtensionTargets", json!(true))?;
        let url = format!("http://127.0.0.1:{port}");
        let session = until("chromedriver", async || {
            if program.ended() {
                return Err(BedError::program("chromedriver", program.tail()));
            }
            Ok(match WebDriver::new(&url, capabilities.clone()).await {
                Ok(session) => Look::Done(session),
                Err(error) => Look::wait(error),
            })
        })
        .await?;
        Ok(Driver { session, program })
    }
}
