//! How soon something is there: the worker's answer, the popup's first paint.

use keyfob_e2e::{Result, Surface};
use serde_json::{Value, json};

use crate::figure::Figure;
use crate::side::{Side, answer_time, milliseconds};

/// First paint of anything, in milliseconds since the navigation began.
pub const FIRST_PAINT: &str = "new Promise((done) => {
    new PerformanceObserver((list, observer) => {
        const paint = list.getEntriesByName('first-contentful-paint')[0];
        if (paint) { observer.disconnect(); done(paint.startTime); }
    }).observe({ type: 'paint', buffered: true });
})";

/// When the part that a person came for was painted: of ours the form that makes a vault, of the empty one all it has.
const WHOLE_PAINT: &str = "new Promise((done) => {
    const part = document.querySelector('[data-testid=create], [data-testid=empty]');
    new PerformanceObserver((list, observer) => {
        const paint = list.getEntries().find((entry) => part.contains(entry.element));
        if (paint) { observer.disconnect(); done(paint.startTime); }
    }).observe({ type: 'largest-contentful-paint', buffered: true });
})";

/// What a person came for is in the document.
const THERE: &str = "document.querySelector('[data-testid=create], [data-testid=empty]') !== null";

/// The popup of an open vault shows what is kept.
pub const THERE_OPEN: &str = "document.querySelector('[data-testid=vault-row], [data-testid=vault-all]') !== null";

/// First and whole paint of the popup, its worker dead and its worker awake.
pub async fn popup(ours: &Side<'_>, empty: &Side<'_>, rounds: usize) -> Result<()> {
    let mut figures: [[Figure; 2]; 2] = Default::default();
    // The round before the first warms what is the browser's own.
    for round in 0..=rounds {
        for (is_ours, side) in in_turns(ours, empty, round) {
            side.kill_worker().await?;
            for temperature in &mut figures {
                let popup = side.open_popup().await?;
                let painted = paints(&popup).await?;
                popup.close().await?;
                if round > 0 {
                    for (figure, time) in temperature.iter_mut().zip(painted) {
                        if is_ours { figure.ours.push(time) } else { figure.reference.push(time) }
                    }
                }
            }
        }
    }
    for (temperature, figures) in ["cold", "warm"].into_iter().zip(&figures) {
        for (what, figure) in ["first", "whole"].into_iter().zip(figures) {
            figure.tell(&format!("popup/{what}-paint/{temperature}"), "ms");
        }
    }
    Ok(())
}

async fn paints(popup: &Surface) -> Result<[f64; 2]> {
    popup.wait_for(THERE).await?;
    Ok([milliseconds(popup, FIRST_PAINT).await?, milliseconds(popup, WHOLE_PAINT).await?])
}

/// From a message of a page to the worker's answer, the worker dead and the worker awake.
pub async fn worker(ours: &Side<'_>, empty: &Side<'_>, rounds: usize) -> Result<()> {
    let mut figures: [Figure; 2] = Default::default();
    let our_page = ours.bed.new_tab(&ours.extension.manager()?).await?;
    our_page.wait_for("document.querySelector('[data-testid]') !== null").await?;
    let empty_page = empty.bed.new_tab(&empty.extension.popup()?).await?;
    for round in 0..=rounds {
        for (is_ours, side) in in_turns(ours, empty, round) {
            let (page, wanted) = if is_ours { (&our_page, "view") } else { (&empty_page, "done") };
            side.kill_worker().await?;
            for figure in &mut figures {
                let time = answer_time(page, &view(), wanted).await?;
                if round > 0 {
                    if is_ours { figure.ours.push(time) } else { figure.reference.push(time) }
                }
            }
        }
    }
    for (temperature, figure) in ["dead", "awake"].into_iter().zip(&figures) {
        figure.tell(&format!("worker/{temperature}-to-answer"), "ms");
    }
    our_page.close().await?;
    empty_page.close().await
}

/// What a surface asks first.
pub fn view() -> Value {
    json!({ "ui": { "type": "view", "surface": "manager", "tab": null } })
}

/// Both sides, the other one first in every other round.
fn in_turns<'a, 'b>(ours: &'a Side<'b>, empty: &'a Side<'b>, round: usize) -> [(bool, &'a Side<'b>); 2] {
    if round.is_multiple_of(2) { [(true, ours), (false, empty)] } else { [(false, empty), (true, ours)] }
}
