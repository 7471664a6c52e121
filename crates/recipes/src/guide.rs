//! Which step of a guide a page stands at.
//!
//! In: a kind and a plain description of the page. Out: the step, and which landmark to ring. The page may be any
//! of the portal's, in any language and either layout; nothing is remembered between two calls, so the guide works
//! wherever the person is and whatever they did in between.

use crate::fold::fold;
use crate::host_is;
use crate::model::{Action, Kind, Role, Step};

/// A portal page, as a page script described it.
#[derive(Debug, Default)]
pub struct Page<'a> {
    /// Host name, lower case.
    pub host: &'a str,
    /// Path of the URL.
    pub path: &'a str,
    /// Visible headings and dialog titles.
    pub headings: Vec<&'a str>,
    /// Visible things that can be pressed or typed into, in order.
    pub landmarks: Vec<Mark<'a>>,
    /// Names of the credential's fields that were kept already.
    pub kept: &'a [&'a str],
    /// Names of the optional fields that are wanted too: a form asks for key and secret.
    pub wants: &'a [&'a str],
}

/// Something on the page that can be pressed or typed into.
#[derive(Debug, Clone, Copy)]
pub struct Mark<'a> {
    /// What it is.
    pub role: Role,
    /// Its accessible name.
    pub text: &'a str,
    /// For a field: nothing typed. For an option: not chosen.
    pub empty: bool,
    /// Cannot be used now.
    pub disabled: bool,
    /// Stands in an open dialog.
    pub dialog: bool,
}

/// Where the person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Located {
    /// Position in [`Kind::steps`]; `None` when nothing is left to do here, or the page is not known.
    pub step: Option<usize>,
    /// Position in [`Page::landmarks`] of what to ring.
    pub target: Option<usize>,
    /// How many steps there are.
    pub of: usize,
    /// Whether the page was recognised at all. `false`: say so, and offer to point at the value.
    pub known: bool,
    /// Position in [`Kind::obstacles`] of what keeps the person from going on. What it says comes before the step's
    /// words; the step is where the person goes on afterwards.
    pub obstacle: Option<usize>,
}

/// What a step means on this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Not here.
    Away,
    /// Here, but its target cannot be used now, or has been dealt with.
    Idle,
    /// Here; the landmark to ring, if it has one.
    Ready(Option<usize>),
}

/// Says at which step of `kind`'s guide `page` stands: the furthest whose conditions hold and whose target can be
/// used. A step that another one needs and that is still pending (a field still empty, an option not chosen, a
/// value not kept) comes before it. Landmarks of an open dialog come before those behind it. What keeps the person
/// from going on is named beside the step.
#[must_use]
pub fn locate(kind: &'static Kind, page: &Page<'_>) -> Located {
    let words = Words::of(page);
    let mut located = place(kind.steps, page, &words);
    located.obstacle = obstacle(kind, page, &words);
    located.known |= located.obstacle.is_some();
    located
}

/// The same for the steps of switching one off: [`Located::step`] is a position in [`Kind::off`].
#[must_use]
pub fn locate_off(kind: &'static Kind, page: &Page<'_>) -> Located {
    place(kind.off, page, &Words::of(page))
}

/// Every landmark that `step` means and that can be used, in the order of the page: a password is asked for twice.
#[must_use]
pub fn targets(step: &Step, page: &Page<'_>) -> Vec<usize> {
    let named = |mark: &Mark<'_>| {
        let text = fold(mark.text);
        step.find.iter().any(|find| fits(find.role, mark.role) && find.words.iter().any(|word| says(word, &text)))
    };
    (0..page.landmarks.len()).filter(|at| page.landmarks.get(*at).is_some_and(|m| !m.disabled && named(m))).collect()
}

/// Whether steps are left after the last value: a job that has everything waits until nothing is left to do.
#[must_use]
pub fn has_rest(kind: &Kind) -> bool {
    kind.steps.last().is_some_and(|step| step.value().is_none())
}

fn place(steps: &'static [Step], page: &Page<'_>, words: &Words) -> Located {
    let of = steps.len();
    let at = |step, target| Located { step: Some(step), target, of, known: true, obstacle: None };
    if page.landmarks.iter().any(|m| m.dialog) {
        let standings = standings(steps, page, words, true);
        if let Some((step, target)) = choose(steps, &standings) {
            return at(step, target);
        }
    }
    let standings = standings(steps, page, words, false);
    if let Some((step, target)) = choose(steps, &standings) {
        return at(step, target);
    }
    // Known, though nothing is to be done: a button that waits, or every value on this page already kept.
    let idle = |i: usize| standings.get(i) == Some(&Standing::Idle);
    let waits = |i: usize| {
        idle(i)
            && steps.get(i).is_some_and(|s| s.action == Action::Click && !is_kept(steps, i, page) && !is_done(s, words))
    };
    let waiting = (0..of).rev().find(|i| idle(*i)).filter(|i| waits(*i)).map(|last| needed(steps, last, waits));
    Located { step: waiting, target: None, of, known: (0..of).any(idle), obstacle: None }
}

/// The first obstacle that the page shows.
fn obstacle(kind: &Kind, page: &Page<'_>, words: &Words) -> Option<usize> {
    kind.obstacles.iter().position(|obstacle| {
        is_here(obstacle.host, obstacle.path, page)
            && (obstacle.shows.is_empty() || shown(words.all(), obstacle.shows))
            && (obstacle.headings.is_empty() || shown(words.headings.iter(), obstacle.headings))
            && !shown(words.all(), obstacle.lacks)
    })
}

/// Whether one of the texts says one of the patterns.
fn shown<'a>(mut texts: impl Iterator<Item = &'a String>, patterns: &[&str]) -> bool {
    texts.any(|text| patterns.iter().any(|pattern| says(pattern, text)))
}

/// Whether the page says that the step is done.
fn is_done(step: &Step, words: &Words) -> bool {
    shown(words.headings.iter(), step.done)
}

/// Whether the step belongs to what this job wants.
fn counts(step: &Step, page: &Page<'_>) -> bool {
    (step.with.is_empty() || page.wants.contains(&step.with)) && !page.wants.contains(&step.without)
}

/// Whether the page is on this host (empty for any) below this path.
fn is_here(host: &str, path: &str, page: &Page<'_>) -> bool {
    (host.is_empty() || host_is(host, page.host)) && page.path.starts_with(path)
}

/// The folded texts of a page.
struct Words {
    headings: Vec<String>,
    landmarks: Vec<String>,
}

/// The landmark that names the account the portal is logged in to, by [`Kind::account_from`].
#[must_use]
pub fn account_at(kind: &Kind, page: &Page<'_>) -> Option<usize> {
    kind.account_from.iter().find_map(|find| {
        page.landmarks.iter().position(|mark| {
            let text = fold(mark.text);
            fits(find.role, mark.role) && find.words.iter().any(|word| says(word, &text))
        })
    })
}

impl Words {
    fn of(page: &Page<'_>) -> Self {
        Self {
            headings: page.headings.iter().map(|h| fold(h)).collect(),
            landmarks: page.landmarks.iter().map(|m| fold(m.text)).collect(),
        }
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.headings.iter().chain(&self.landmarks)
    }
}

fn standings(steps: &[Step], page: &Page<'_>, words: &Words, dialog: bool) -> Vec<Standing> {
    steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let standing = standing(step, page, words, dialog);
            if standing != Standing::Away
                && ((is_kept(steps, index, page) && !matches!(step.action, Action::Make(_))) || is_done(step, words))
            {
                Standing::Idle
            } else {
                standing
            }
        })
        .collect()
}

fn standing(step: &Step, page: &Page<'_>, words: &Words, dialog: bool) -> Standing {
    if !counts(step, page)
        || !is_here(step.host, step.path, page)
        || !(step.shows.is_empty() || shown(words.all(), step.shows))
        || !(step.headings.is_empty() || shown(words.headings.iter(), step.headings))
        || shown(words.all(), step.lacks)
    {
        return Standing::Away;
    }
    if step.find.is_empty() {
        // Inside a dialog only what its words name counts; a step known by its address alone lies behind it.
        return if dialog && step.shows.is_empty() { Standing::Away } else { Standing::Ready(None) };
    }
    let mut idle = false;
    for find in step.find {
        for (index, (mark, text)) in page.landmarks.iter().zip(&words.landmarks).enumerate() {
            let named = fits(find.role, mark.role) && find.words.iter().any(|w| says(w, text));
            if !named || (dialog && !mark.dialog) {
                continue;
            }
            let done = match step.action {
                Action::Label | Action::Type | Action::Choose | Action::Make(_) => !mark.empty,
                Action::Click | Action::Read(_) => false,
            };
            if !mark.disabled && !done {
                return Standing::Ready(Some(index));
            }
            idle = true;
        }
    }
    if idle { Standing::Idle } else { Standing::Away }
}

/// The furthest step that is ready, or what it waits for.
fn choose(steps: &[Step], standings: &[Standing]) -> Option<(usize, Option<usize>)> {
    let ready = |index: usize| match standings.get(index) {
        Some(Standing::Ready(target)) => Some((index, *target)),
        _ => None,
    };
    let last = (0..standings.len()).rev().find(|index| ready(*index).is_some())?;
    ready(needed(steps, last, |index| ready(index).is_some()))
}

/// What the step at `last` waits for in the end, or itself.
fn needed(steps: &[Step], last: usize, pending: impl Fn(usize) -> bool) -> usize {
    let mut chosen = last;
    // Each round goes to a need of the last; as many rounds as steps also end a circle of needs.
    for _ in steps {
        let needs = steps.get(chosen).map_or(&[][..], |s| s.needs);
        let need = needs.iter().find_map(|id| steps.iter().position(|s| s.id == *id).filter(|index| pending(*index)));
        match need {
            Some(need) => chosen = need,
            None => break,
        }
    }
    chosen
}

/// Whether the step at `index` leads to a value that was kept already.
fn is_kept(steps: &[Step], index: usize, page: &Page<'_>) -> bool {
    let next = steps.iter().skip(index).filter(|step| counts(step, page)).find_map(Step::value);
    next.is_some_and(|field| page.kept.contains(&field))
}

fn fits(wanted: Role, role: Role) -> bool {
    wanted == role || (wanted == Role::Any && role != Role::Field)
}

/// Whether `text` is what `pattern` says: equal, beginning with it (`*` at the end), ending with it (`*` at the
/// start), or containing it (`*` at both). Both are folded.
fn says(pattern: &str, text: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(_), Some(_)) => pattern
            .trim_matches('*')
            .split('*')
            .try_fold(text, |rest, part| rest.find(part).and_then(|at| rest.get(at + part.len()..)))
            .is_some(),
        (None, Some(start)) => text.starts_with(start),
        (Some(end), None) => text.ends_with(end),
        (None, None) => text == pattern,
    }
}
