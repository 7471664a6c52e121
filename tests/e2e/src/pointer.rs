//! The real mouse over a document. Where a document lies on the screen is measured, not computed: of a side
//! panel the browser tells only its window's place, and a page starts below bars that come and go.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::display::Display;
use crate::error::{BedError, Result};
use crate::find::Find;
use crate::surface::{Hands, Surface};
use crate::wait::{Look, until};

/// How long a press may take to reach the document.
const ARRIVAL: Duration = Duration::from_secs(30);

/// How long a place has to stay where it is before it is pressed in Firefox.
const REST: Duration = Duration::from_millis(200);

/// Pause between two looks at what the document has seen.
const GLANCE: Duration = Duration::from_millis(20);

/// Looks for the press itself, before the mouse is moved to see whether it is still to come.
const PATIENCE: u32 = 25;

/// How far the mouse is moved then, in pixels.
const ASIDE: i32 = 3;

/// Resolves at the next move of the real mouse over the document to the place of its corner on the screen.
const CORNER: &str = "new Promise((done) => addEventListener('mousemove', (e) => e.isTrusted &&
    done([e.screenX - e.clientX, e.screenY - e.clientY]), { capture: true, once: true }))";

/// Whether an aimed-at document has had a press, and where it felt the mouse last.
const SEEN: &str = "globalThis.__bedSeen && { press: __bedSeen.press, mouse: __bedSeen.mouse }";

/// Clicks the middle of an element with the real mouse. A bar that slides in above the document between aim and press
/// moves it away, and a window that is just changing its size may not get the press at all. A person sees that they
/// missed, and so does this: it aims anew, at where the element is by then. What took a press is not pressed again.
pub(crate) async fn click(surface: &Surface, display: &Display, find: &Find) -> Result<()> {
    let mut resting: Option<(Instant, (i32, i32, Value))> = None;
    until(&format!("a press on {find}"), async || {
        let (left, top) = corner(surface, display).await?;
        let (x, y) = surface.aim(find).await?;
        let (x, y) = (round(left + x), round(top + y));
        if matches!(surface.hands, Hands::Firefox(_)) {
            // Its popup follows what it shows a moment later: pressed meanwhile, the mouse is beside it, and it closes.
            let now = (x, y, surface.eval("[innerWidth, innerHeight]").await?);
            if resting.as_ref().is_none_or(|(since, place)| *place != now || since.elapsed() < REST) {
                if resting.as_ref().is_none_or(|(_, place)| *place != now) {
                    resting = Some((Instant::now(), now));
                }
                return Ok(Look::wait("a window that changes its size"));
            }
        }
        display.click(x, y).await?;
        match tokio::time::timeout(ARRIVAL, told(surface, display, x, y)).await {
            Ok(Ok(told)) if told == "hit" => Ok(Look::Done(())),
            Ok(Ok(told)) => Ok(Look::wait(told)),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(BedError::ClickLost(find.to_string())),
        }
    })
    .await
}

/// What became of a press: `hit`, or what happened instead. Presses and moves come in order, so a document that feels
/// a later move and has had no press never gets it.
async fn told(surface: &Surface, display: &Display, x: i32, y: i32) -> Result<String> {
    let mut glances = 0_u32;
    loop {
        let seen = match surface.eval(SEEN).await {
            Ok(Value::Object(seen)) => seen,
            // A document that went away because of the click has seen it.
            Ok(_) | Err(BedError::Refused { .. } | BedError::Script(_)) => return Ok("hit".to_owned()),
            Err(error) => return Err(error),
        };
        match seen.get("press").and_then(Value::as_str) {
            Some(press) if !press.is_empty() => return Ok(press.to_owned()),
            _ if seen.get("mouse") == Some(&json!([x + ASIDE, y])) => return Ok("no press".to_owned()),
            _ => {}
        }
        if glances > PATIENCE {
            // To and fro, so that a document that was busy feels it as well.
            display.point(x, y).await?;
            display.point(x + ASIDE, y).await?;
        }
        glances = glances.saturating_add(1);
        tokio::time::sleep(GLANCE).await;
    }
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
