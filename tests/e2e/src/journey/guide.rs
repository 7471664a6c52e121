//! Following the guide: the person reads the current step in the panel, finds the ring on the page, and does what
//! the step says. A ring in the wrong place, or a step nobody announced, ends the journey.

use crate::journey::{Journey, Result};
use crate::{Find, Look, Surface, until};

/// What the person does at one step.
#[derive(Debug, Clone)]
pub enum Hand<'a> {
    /// Types into fields, one after the other.
    Type(Vec<(Find, &'a str)>),
    /// Types into fields and presses the button below them.
    Send(Vec<(Find, &'a str)>, Find),
    /// Clicks on the page.
    Click(Find),
    /// Presses a button of the panel.
    Panel(Find),
    /// Presses a copy button of the panel and pastes into a field of the page.
    Paste(Find, Find),
}

/// One step of a portal: how the guide begins it, what must be ringed, what the person does.
#[derive(Debug, Clone)]
pub struct Move<'a> {
    /// How the step's text begins.
    pub say: &'a str,
    /// What the ring must be around; none where the step has no single place.
    pub ring: Option<Find>,
    /// What the person does.
    pub hand: Hand<'a>,
}

impl<'a> Move<'a> {
    /// A button of the panel that acts on what is ringed.
    #[must_use]
    pub fn panel(say: &'a str, ring: Find, button: &str) -> Self {
        Self { say, ring: Some(ring), hand: Hand::Panel(Find::testid(button)) }
    }

    /// A click on what is ringed.
    #[must_use]
    pub fn click(say: &'a str, find: Find) -> Self {
        Self { say, ring: Some(find.clone()), hand: Hand::Click(find) }
    }

    /// Fields to type; the first is ringed.
    #[must_use]
    pub fn fields(say: &'a str, fields: Vec<(Find, &'a str)>) -> Self {
        Self { say, ring: fields.first().map(|(find, _)| find.clone()), hand: Hand::Type(fields) }
    }
}

/// Where following ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until<'a> {
    /// A value was recognised and waits for Keep.
    Held,
    /// The guide has come to a step that begins so.
    Step(&'a str),
    /// Everything is kept.
    Done,
}

/// Follows the guide until its end; gives the texts of the steps that were done.
/// `area` begins the pictures' names.
///
/// # Errors
/// [`crate::journey::JourneyError::Bed`] for a step without a move, and when the ring does not come.
pub async fn follow(
    journey: &mut Journey,
    area: &str,
    (portal, panel): (&Surface, &Surface),
    moves: &[Move<'_>],
    end: Until<'_>,
) -> Result<Vec<String>> {
    let mut done: Vec<String> = Vec::new();
    loop {
        let last = done.last().cloned().unwrap_or_default();
        let next = until("the guide's next step, ringed on the page", async || {
            let seen = look(panel, end).await?;
            let say = match seen {
                Seen::End => return Ok(Look::Done(None)),
                Seen::Step(say) if say != last => say,
                Seen::Step(say) => return Ok(Look::wait(format!("still at {say:?}"))),
                Seen::Nothing => return Ok(Look::wait("no step")),
            };
            // Between a kept value and the page's next report the step is to keep it; that passes by itself.
            let Some(one) = moves.iter().find(|one| say.starts_with(one.say)) else {
                return Ok(Look::wait(format!("nobody knows how to do {say:?}")));
            };
            let there = match &one.ring {
                Some(find) => ringed(portal, find).await.unwrap_or(false),
                None => true,
            };
            Ok(if there { Look::Done(Some((say, one))) } else { Look::wait(format!("no ring for {say:?}")) })
        })
        .await?;
        let Some((say, one)) = next else { return Ok(done) };
        let name = format!("{area}-{}", slug(&say));
        journey.done(&name, &format!("{area}: {say}")).await?;
        act(journey, portal, panel, &one.hand).await?;
        done.push(say);
    }
}

async fn act(journey: &Journey, portal: &Surface, panel: &Surface, hand: &Hand<'_>) -> Result<()> {
    match hand {
        Hand::Type(fields) => {
            for (field, text) in fields {
                portal.type_into(field, text).await?;
            }
        }
        Hand::Send(fields, button) => {
            for (field, text) in fields {
                portal.type_into(field, text).await?;
            }
            portal.click(button).await?;
        }
        Hand::Click(find) => portal.click(find).await?,
        Hand::Panel(find) => panel.click(find).await?,
        Hand::Paste(copy, field) => {
            panel.click(copy).await?;
            portal.click(field).await?;
            journey.bed.shortcut("ctrl+v").await?;
        }
    }
    Ok(())
}

enum Seen {
    End,
    Step(String),
    Nothing,
}

async fn look(panel: &Surface, end: Until<'_>) -> crate::Result<Seen> {
    let reached = match end {
        Until::Held => panel.has(&Find::testid("held")).await?,
        Until::Done => panel.has(&Find::testid("done")).await?,
        Until::Step(_) => false,
    };
    if reached {
        return Ok(Seen::End);
    }
    let now = panel.eval("document.querySelector('[data-testid=step-current] .step-say')?.innerText.trim()").await?;
    Ok(match (now.as_str(), end) {
        (Some(say), Until::Step(wanted)) if say.starts_with(wanted) => Seen::End,
        (Some(say), _) => Seen::Step(say.to_owned()),
        (None, _) => Seen::Nothing,
    })
}

/// Whether one of the helper's rings lies around an element or its label, each one's middle within the other, and
/// nothing covers it: nobody would press what lies under a dialog.
///
/// # Errors
/// [`crate::BedError`] when the document is gone.
pub async fn ringed(surface: &Surface, find: &Find) -> crate::Result<bool> {
    const AROUND: &str = "function (ring) {
        const middle = (r) => [(r.left + r.right) / 2, (r.top + r.bottom) / 2];
        const within = (r, [x, y]) => r.width > 0 && r.left <= x && x <= r.right && r.top <= y && y <= r.bottom;
        const drawn = ring.getBoundingClientRect();
        const own = [this, ...(this.labels ?? [])];
        return own.some((e) => {
            const r = e.getBoundingClientRect();
            const hit = document.elementFromPoint(...middle(r));
            const free = hit === null || own.some((one) => one.contains(hit));
            return free && within(drawn, middle(r)) && within(r, middle(drawn));
        });
    }";
    surface.rings(find, AROUND).await
}

/// A few words of a text as part of a file's name.
fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.take(4).collect::<Vec<_>>().join("-").to_lowercase()
}
