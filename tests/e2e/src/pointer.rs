//! The real mouse over a document. Where a document lies on the screen is measured, not computed: of a side
//! panel the browser tells only its window's place, and a page starts below bars that come and go.

use std::time::Duration;

use serde_json::Value;

use crate::display::Display;
use crate::error::{BedError, Result};
use crate::surface::{Hands, Surface};
use crate::wait::{Look, until};

/// How long a click may take to reach the document.
const ARRIVAL: Duration = Duration::from_secs(30);

/// Resolves at the next move of the real mouse over the document to the place of its corner on the screen.
const CORNER: &str = "new Promise((done) => addEventListener('mousemove', (e) => e.isTrusted &&
    done([e.screenX - e.clientX, e.screenY - e.clientY]), { capture: true, once: true }))";

/// Starts to listen for a press of the mouse; a second script reads where it came, so that both are in order.
const LISTEN: &str = "void (globalThis.__bedPress = new Promise((done) => addEventListener('pointerdown',
    (e) => done([e.clientX, e.clientY]), { capture: true, once: true })))";

/// How far from its aim a press may come, in pixels: places are rounded.
const HIT: f64 = 2.0;

/// Clicks at a place of the document with the real mouse. A bar that slides in above the document between aim and
/// press moves it away; a person sees that they missed, and so does this: it aims anew.
pub(crate) async fn click(surface: &Surface, display: &Display, x: f64, y: f64, what: &str) -> Result<()> {
    until(&format!("a press on {what}"), async || {
        let (left, top) = corner(surface, display).await?;
        surface.eval(LISTEN).await?;
        display.click(round(left + x), round(top + y)).await?;
        match tokio::time::timeout(ARRIVAL, surface.eval("globalThis.__bedPress")).await {
            Err(_) => Err(BedError::ClickLost(what.to_owned())),
            Ok(Ok(Value::Array(place))) => {
                let off =
                    |at: usize, aim: f64| place.get(at).and_then(Value::as_f64).map_or(0.0, |it| (it - aim).abs());
                let missed = off(0, x) > HIT || off(1, y) > HIT;
                Ok(if missed { Look::wait(format!("a miss at {place:?}")) } else { Look::Done(()) })
            }
            // A document that went away because of the click has seen it.
            Ok(Ok(_) | Err(BedError::Refused { .. } | BedError::Script(_))) => Ok(Look::Done(())),
            Ok(Err(error)) => Err(error),
        }
    })
    .await
}

/// Where the document's corner lies on the screen.
async fn corner(surface: &Surface, display: &Display) -> Result<(f64, f64)> {
    if let Hands::Firefox(document) = &surface.hands {
        // Firefox tells it.
        return document.corner().await;
    }
    let mut turn = 0_usize;
    until("the document to feel the mouse", async || {
        // Anew at each turn: a popup grows when what it shows arrives.
        let shape = match surface.eval("[screenX, screenY, outerWidth, outerHeight, innerWidth, innerHeight]").await {
            Ok(shape) => shape,
            Err(BedError::Disconnected) => return Err(BedError::Disconnected),
            Err(error) if !surface.is_open().await => return Err(error),
            Err(error) => return Ok(Look::wait(error)),
        };
        let number = |i: usize| shape[i].as_f64().unwrap_or_default();
        let (width, height) = (number(4), number(5));
        // Pages lie at the window's left, side panels at its right, both at its bottom; a popup is its own window.
        let y = number(1) + number(3) - height / 2.0;
        let guesses = [number(0) + width / 2.0, number(0) + number(2) - width / 2.0, number(0) + number(2) / 2.0];
        let guess = guesses.get(turn % guesses.len()).copied().unwrap_or_default();
        let shift = f64::from(u8::try_from(turn % 7).unwrap_or_default()) * 3.0;
        turn += 1;
        let (x, y) = (round(guess + shift), round(y + shift));
        display.point(x, y).await?;
        let (felt, moved) =
            tokio::join!(tokio::time::timeout(Duration::from_millis(400), surface.eval(CORNER)), nudge(display, x, y));
        moved?;
        Ok(match felt {
            Ok(Ok(Value::Array(place))) => match place.as_slice() {
                [left, top] => Look::Done((left.as_f64().unwrap_or_default(), top.as_f64().unwrap_or_default())),
                _ => Look::wait("no place"),
            },
            Ok(Err(BedError::Disconnected)) => return Err(BedError::Disconnected),
            Ok(Err(error)) if !surface.is_open().await => return Err(error),
            Ok(Err(error)) => Look::wait(error),
            Ok(Ok(_)) | Err(_) => Look::wait("the mouse is elsewhere"),
        })
    })
    .await
}

/// Moves the mouse back and forth by a hair, so that a listener that came late feels it as well.
async fn nudge(display: &Display, x: i32, y: i32) -> Result<()> {
    for step in [1, -1, 2, 0] {
        display.point(x + step, y).await?;
    }
    Ok(())
}

/// The nearest pixel. Screens are far smaller than `i32`.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "no checked conversion from f64 exists")]
pub(crate) fn round(place: f64) -> i32 {
    place.round() as i32
}
