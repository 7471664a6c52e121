//! The browser's own permission dialog. No DevTools command and no X window shows it: Chromium draws it inside
//! its window and dims all around, tab strip included. So it is seen as a person sees it, in the pixels. Firefox
//! tells where its buttons are; they are pressed with the real mouse all the same.

use serde_json::{Value, json};

use crate::actions::ActionKind;
use crate::bed::Bed;
use crate::display::Pixels;
use crate::error::Result;
use crate::pointer;
use crate::remote::Remote;
use crate::wait::{Look, until};

/// Brightest channel of a pixel under the dimming (white becomes 102).
const DIMMED: u8 = 125;

/// Darkest channel of the dialog's background.
const BRIGHT: u8 = 240;

/// Fill colours of the two buttons in the light theme.
const DENY: [u8; 3] = [11, 87, 208];
const ALLOW: [u8; 3] = [211, 227, 253];

/// What the person answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Allow,
    Deny,
}

/// Where the dialog's buttons are on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Dialog {
    allow: (usize, usize),
    deny: (usize, usize),
}

impl Bed {
    /// Whether the permission dialog is shown now.
    ///
    /// # Errors
    /// [`crate::BedError::NeedsDisplay`] without one.
    pub async fn permission_dialog_shown(&self) -> Result<bool> {
        Ok(self.dialog().await?.is_some())
    }

    /// Waits until the permission dialog is shown and has stopped moving.
    ///
    /// # Errors
    /// [`crate::BedError::Deadline`] when none appears.
    pub async fn wait_permission_dialog(&self) -> Result<()> {
        self.steady_dialog().await.map(drop)
    }

    /// Waits for the dialog, presses *Allow* and waits until it is gone. Counts one.
    ///
    /// # Errors
    /// [`crate::BedError::Deadline`] when there is none, or it stays.
    pub async fn accept_permission(&self) -> Result<()> {
        self.answer(Answer::Allow).await
    }

    /// Waits for the dialog, presses *Deny* and waits until it is gone. Counts one.
    ///
    /// # Errors
    /// [`crate::BedError::Deadline`] when there is none, or it stays.
    pub async fn deny_permission(&self) -> Result<()> {
        self.answer(Answer::Deny).await
    }

    async fn answer(&self, answer: Answer) -> Result<()> {
        let dialog = self.steady_dialog().await?;
        let (x, y) = if answer == Answer::Allow { dialog.allow } else { dialog.deny };
        let pixel = |place: usize| i32::try_from(place).unwrap_or_default();
        self.display()?.click(pixel(x), pixel(y)).await?;
        until("the permission dialog to go", async || {
            Ok(if self.dialog().await?.is_some() { Look::wait("still there") } else { Look::Done(()) })
        })
        .await?;
        self.actions.count(ActionKind::Click, format!("{answer:?} in the permission dialog"));
        Ok(())
    }

    /// The dialog once two pictures in a row show it at one place: the browser drops clicks on one that moves.
    async fn steady_dialog(&self) -> Result<Dialog> {
        let mut before = None;
        until("the permission dialog", async || {
            let now = self.dialog().await?;
            let steady = now.filter(|_| now == before);
            before = now;
            Ok(steady.map_or_else(|| Look::wait(if now.is_some() { "it moves" } else { "none" }), Look::Done))
        })
        .await
    }

    async fn dialog(&self) -> Result<Option<Dialog>> {
        if let Remote::Firefox(firefox) = &self.remote {
            // Its question is a part of its window, which tells where the buttons are.
            let place = firefox.call("question", json!([])).await?;
            return Ok(pair(&place["allow"]).zip(pair(&place["deny"])).map(|(allow, deny)| Dialog { allow, deny }));
        }
        let pixels = self.display()?.pixels().await?;
        let (width, height) = self.options.window;
        let window = |side: u32| usize::try_from(side).unwrap_or_default();
        Ok(find(&pixels, window(width), window(height)))
    }
}

/// A place on the screen, in whole pixels.
fn pair(place: &Value) -> Option<(usize, usize)> {
    let pixel = |value: &Value| usize::try_from(pointer::round(value.as_f64()?)).ok();
    Some((pixel(&place[0])?, pixel(&place[1])?))
}

/// Looks for a bright box with both buttons in a dimmed window.
fn find(pixels: &Pixels, width: usize, height: usize) -> Option<Dialog> {
    let dim = |x: usize, y: usize| pixels.at(x, y).into_iter().all(|channel| channel < DIMMED);
    // The tab strip's upper edge and the window's lower part are dimmed only under a dialog.
    let edge = (width / 8..width * 7 / 8).step_by(16);
    if !edge.clone().all(|x| dim(x, 5)) || !edge.clone().all(|x| dim(x, height * 9 / 10)) {
        return None;
    }
    let is_bright = |x, y| pixels.at(x, y).into_iter().all(|channel| channel >= BRIGHT);
    let (left, top, right, bottom) = bounds(pixels, (0, 0, pixels.width, pixels.height), is_bright)?;
    if right - left < 200 || bottom - top < 100 {
        return None;
    }
    // Buttons stand in the lower part; the extension's icon, which may bear any colour, in the upper.
    let lower = (left, top + (bottom - top) / 2, right + 1, bottom + 1);
    let middle = |colour: [u8; 3]| {
        let (left, top, right, bottom) = bounds(pixels, lower, |x, y| near(pixels.at(x, y), colour))?;
        (right - left > 30 && bottom - top > 15).then_some(((left + right) / 2, (top + bottom) / 2))
    };
    Some(Dialog { allow: middle(ALLOW)?, deny: middle(DENY)? })
}

/// The smallest box around all pixels of an area that fit.
fn bounds(
    pixels: &Pixels,
    (left, top, right, bottom): (usize, usize, usize, usize),
    fits: impl Fn(usize, usize) -> bool,
) -> Option<(usize, usize, usize, usize)> {
    let mut found: Option<(usize, usize, usize, usize)> = None;
    for y in top..bottom.min(pixels.height) {
        for x in (left..right.min(pixels.width)).filter(|x| fits(*x, y)) {
            let (l, t, r, b) = found.unwrap_or((x, y, x, y));
            found = Some((l.min(x), t.min(y), r.max(x), b.max(y)));
        }
    }
    found
}

fn near(a: [u8; 3], b: [u8; 3]) -> bool {
    a.into_iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 4)
}
