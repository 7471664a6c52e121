//! The screen: an X server of our own with a window manager, its mouse and keyboard, and its pixels.

use std::path::Path;

use tempfile::TempDir;
use tokio::process::Command;

use crate::error::{BedError, Result};
use crate::process::Program;

/// A display. Our own one ends with this value; one that was there already is left alone.
#[derive(Debug)]
pub struct Display {
    name: String,
    _programs: Vec<Program>,
}

/// One picture of the screen: three bytes a pixel, row by row.
#[derive(Debug)]
pub struct Pixels {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    rgb: Vec<u8>,
}

impl Pixels {
    /// Red, green and blue at a place; black outside the screen.
    #[must_use]
    pub fn at(&self, x: usize, y: usize) -> [u8; 3] {
        let start = (y * self.width + x) * 3;
        match self.rgb.get(start..start + 3) {
            Some([r, g, b]) if x < self.width => [*r, *g, *b],
            _ => [0; 3],
        }
    }
}

impl Display {
    /// Starts Xvfb on the first free display number and openbox in it.
    ///
    /// # Errors
    /// [`BedError::Program`] when either is missing or does not start.
    pub async fn start(width: u32, height: u32, logs: &TempDir) -> Result<Self> {
        let mut server = Command::new("Xvfb");
        // The server picks a free number itself and says it once it accepts clients: nothing to race for.
        server.args(["-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "0"]);
        server.arg(format!("{width}x{height}x24"));
        let mut server = Program::start("Xvfb", server, &logs.path().join("xvfb.log"), true)?;
        let name = format!(":{}", server.first_line().await?.trim());
        let mut manager = Command::new("openbox");
        manager.env("DISPLAY", &name);
        let manager = Program::start("openbox", manager, &logs.path().join("openbox.log"), false)?;
        Ok(Self { name, _programs: vec![manager, server] })
    }

    /// Uses a display that is there already, with whatever window manager runs in it.
    #[must_use]
    pub fn existing(name: &str) -> Self {
        Self { name: name.to_owned(), _programs: Vec::new() }
    }

    /// Its name, as in the `DISPLAY` variable.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs xdotool with these words and gives what it printed.
    ///
    /// # Errors
    /// [`BedError::Program`] when it fails.
    pub async fn xdotool(&self, words: &[&str]) -> Result<String> {
        let out = self.run("xdotool", words).await?;
        Ok(String::from_utf8_lossy(&out).trim().to_owned())
    }

    /// Presses keys as one, in xdotool's words (`ctrl+shift+k`, `Escape`).
    ///
    /// # Errors
    /// [`BedError::Program`] when xdotool fails.
    pub async fn keys(&self, keys: &str) -> Result<()> {
        self.xdotool(&["key", "--clearmodifiers", keys]).await.map(drop)
    }

    /// Moves the mouse to a place on the screen.
    ///
    /// # Errors
    /// [`BedError::Program`] when xdotool fails.
    pub async fn point(&self, x: i32, y: i32) -> Result<()> {
        self.xdotool(&["mousemove", "--", &x.to_string(), &y.to_string()]).await.map(drop)
    }

    /// Moves the mouse to a place on the screen and presses its first button.
    ///
    /// # Errors
    /// [`BedError::Program`] when xdotool fails.
    pub async fn click(&self, x: i32, y: i32) -> Result<()> {
        self.xdotool(&["mousemove", "--", &x.to_string(), &y.to_string(), "click", "1"]).await.map(drop)
    }

    /// Writes the whole screen to a PNG file.
    ///
    /// # Errors
    /// [`BedError::Program`] when imagemagick fails.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        self.run("import", &["-window", "root", &file.to_string_lossy()]).await.map(drop)
    }

    /// The screen as it is now.
    ///
    /// # Errors
    /// [`BedError::Program`] when imagemagick fails, [`BedError::Answer`] when its picture cannot be read.
    pub async fn pixels(&self) -> Result<Pixels> {
        let picture = self.run("import", &["-window", "root", "-depth", "8", "ppm:-"]).await?;
        read_ppm(&picture).ok_or_else(|| BedError::answer("import", "not a picture"))
    }

    async fn run(&self, program: &str, words: &[&str]) -> Result<Vec<u8>> {
        let out = Command::new(program)
            .args(words)
            .env("DISPLAY", &self.name)
            .kill_on_drop(true)
            .output()
            .await
            .map_err(|e| BedError::program(program, e))?;
        if out.status.success() {
            return Ok(out.stdout);
        }
        Err(BedError::program(program, String::from_utf8_lossy(&out.stderr).trim()))
    }
}

/// A binary PPM: `P6`, width, height, 255, one white space, pixels.
fn read_ppm(bytes: &[u8]) -> Option<Pixels> {
    let mut rest = bytes;
    let mut words = Vec::new();
    while words.len() < 4 {
        let end = rest.iter().position(u8::is_ascii_whitespace)?;
        let (word, tail) = rest.split_at(end);
        words.push(std::str::from_utf8(word).ok()?);
        rest = tail.get(1..)?;
    }
    let [kind, width, height, depth] = words.as_slice() else { return None };
    let (width, height) = (width.parse::<usize>().ok()?, height.parse::<usize>().ok()?);
    let fits = *kind == "P6" && *depth == "255" && rest.len() >= width.checked_mul(height)?.checked_mul(3)?;
    fits.then(|| Pixels { width, height, rgb: rest.to_vec() })
}
