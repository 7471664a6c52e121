//! What the scripts in a page say to the background, and what they are told.
//!
//! Page scripts describe and obey; every judgement is made in Rust. Texts are cut by the script and checked again
//! by the gate: see the `MAX_` figures.

use crate::SecretText;
use keyfob_wire::Wire;
use serde::{Deserialize, Serialize};

/// Most landmarks in one report.
pub const MAX_LANDMARKS: usize = 400;
/// Most bytes of a landmark's or heading's text.
pub const MAX_TEXT: usize = 160;
/// Most candidate texts in one report.
pub const MAX_CANDIDATES: usize = 200;
/// Most bytes of one candidate text (a JWT has about 1,200).
pub const MAX_CANDIDATE: usize = 4096;
/// Most controls in one snapshot.
pub const MAX_CONTROLS: usize = 2000;

/// A page script speaks. Sent by `runtime.sendMessage` as `{page: PageRequest}`.
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PageRequest {
    /// `guide.js` woke up in a document of a granted portal and asks for its task.
    Hello,
    /// What is on the page now.
    Report {
        /// The nonce that came with the task.
        nonce: String,
        /// The description.
        report: Report,
    },
    /// The person pointed at a value.
    Picked {
        /// The nonce that came with the task.
        nonce: String,
        /// The text of what was pointed at; empty if the person pressed Escape.
        text: SecretText,
        /// Words beside it.
        label: String,
    },
    /// `watch.js`: the form of a plan is not what it was. Answered with [`Order::Begin`] to go on watching.
    FormChanged {
        /// The nonce of the snapshot it was watched from.
        nonce: String,
    },
}

/// What a page script is told, as the answer to a request or pushed by `tabs.sendMessage` as `{order: Order}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Order {
    /// No task for this document: stop observing, remove everything, forget.
    End,
    /// Work begins: report now and after each change.
    Begin {
        /// To be sent back with every request of this document.
        nonce: String,
    },
    /// Show the helper.
    Show {
        /// The nonce of the task this order belongs to.
        nonce: String,
        /// What the helper says.
        card: Card,
    },
    /// Write a proposed label into the field that is ringed. Never a secret.
    Write {
        /// The nonce of the task.
        nonce: String,
        /// Position in the last report's `landmarks`.
        landmark: usize,
        /// The revision of that report.
        revision: u32,
        /// The words to write.
        text: String,
    },
    /// Write a generated value into the field that asks for it, and into the one that asks for it again. The script
    /// writes all or nothing, covers the value where it can be read, and does not keep it.
    WriteSecret {
        /// The nonce of the task.
        nonce: String,
        /// Positions in the last report's `landmarks`.
        landmarks: Vec<usize>,
        /// The revision of that report.
        revision: u32,
        /// The value.
        value: SecretText,
    },
    /// Let the person point at the value.
    Pick {
        /// The nonce of the task.
        nonce: String,
    },
}

/// What the helper on the page shows: never a value, only what kind and how long.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Card {
    /// "Mailchimp · API key".
    pub title: String,
    /// What to do now.
    pub say: String,
    /// Which account and role this wants; empty for nothing to add.
    pub account: String,
    /// What to leave alone; empty for nothing.
    pub ignore: String,
    /// The step, from 1; 0 when the page is not known.
    pub step: usize,
    /// How many steps there are.
    pub steps: usize,
    /// Position in the last report's `landmarks` of what to ring.
    pub ring: Option<usize>,
    /// Revision of the report that `ring`, `found` and `cover` refer to.
    pub revision: u32,
    /// What was recognised and is offered for keeping, in the order of the page.
    pub found: Vec<Found>,
    /// Positions in the last report's `candidates` of all that is a secret or a part of one: the script covers it
    /// wherever it stands on the page, as long as the task runs.
    pub cover: Vec<usize>,
}

/// A recognised value, as the page may show it: kind and length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Found {
    /// Position in the last report's `candidates`; the script rings the element it came from.
    pub candidate: usize,
    /// "API key".
    pub name: String,
    /// Characters.
    pub length: usize,
    /// Whether it has been kept.
    pub kept: bool,
}

/// What a portal page looks like.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Counts up with every report of this document.
    pub revision: u32,
    /// `document.documentElement.lang`.
    pub language: String,
    /// Visible headings and dialog titles, in order.
    pub headings: Vec<String>,
    /// Visible things that can be pressed or typed into, in order.
    pub landmarks: Vec<Landmark>,
    /// Visible texts that could be an issued value, in order.
    pub candidates: Vec<Candidate>,
}

/// Something on the page that can be pressed or typed into.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, default)]
pub struct Landmark {
    /// `button`, `link`, `field` or `option`.
    pub role: String,
    /// Its accessible name, cut.
    pub text: String,
    /// Its visible words, a line each, where they say more than the name, or what a list has chosen; cut.
    pub shown: String,
    /// For a field: nothing typed. For an option: not chosen.
    pub empty: bool,
    /// Cannot be used now.
    pub disabled: bool,
    /// Stands in an open dialog.
    pub dialog: bool,
    /// What else the table row says that it stands in, a line each; cut. Empty outside of tables.
    pub row: String,
}

/// A text on the page that could be an issued value.
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// The text itself, whitespace at the ends removed.
    pub text: SecretText,
    /// Words beside it: label, table header, heading.
    pub label: String,
}

/// A form's controls as `snapshot.js` describes them: the completion value of that script.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct Snapshot {
    /// Version of this description; 2.
    pub version: u32,
    /// `location.href` without user info and fragment.
    pub url: String,
    /// `document.title`.
    pub title: String,
    /// `document.documentElement.lang`.
    pub language: String,
    /// WordPress' name of the administration page, from the body's classes (`toplevel_page_mailchimp`); empty elsewhere.
    pub screen: String,
    /// Slugs of WordPress plugins whose scripts and styles the page loads.
    pub plugins: Vec<String>,
    /// Captions of tabs that are open.
    pub tabs: Vec<String>,
    /// Hosts of links in the page, outside of its menus.
    pub links: Vec<String>,
    /// Headings of the page, in order.
    pub headings: Vec<String>,
    /// What the page says about what was done last.
    pub notices: Vec<Notice>,
    /// Binds a later fill to this very document and to the controls of this very snapshot.
    pub nonce: String,
    /// All controls, in document order.
    pub controls: Vec<Control>,
    /// Frames that could not be read, by origin.
    pub frames: Vec<Frame>,
}

/// A message of the page to the person: "Settings saved."
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct Notice {
    /// `good`, `bad` or `plain`, by how it is marked up.
    pub tone: String,
    /// Its words.
    pub text: String,
}

/// A frame in the page.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct Frame {
    /// Origin of its `src`, empty where there is none.
    pub origin: String,
    /// Whether it shares the page's origin.
    pub same_origin: bool,
    /// Whether it is large enough to hold a form.
    pub visible: bool,
    /// Fields seen in a same-origin frame.
    pub controls: usize,
    /// Headings and labels in a same-origin frame.
    pub words: Vec<String>,
}

/// One form control.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct Control {
    /// Place in the list.
    pub index: usize,
    /// `name`, empty without.
    pub name: String,
    /// `id`, empty without.
    pub id: String,
    /// `data-name`, empty without; some plugins take the name away from a saved secret and leave this.
    pub data_name: String,
    /// `input`, `select`, `textarea`, `editable` for any other element with `contenteditable`, `list` for one that a
    /// script draws: it is never filled, but tells what is chosen.
    pub tag: String,
    /// `input.type` as the browser reads it.
    pub kind: String,
    /// `autocomplete`, empty without.
    pub autocomplete: String,
    /// Words of its label: `<label>`, `aria-label`, `aria-labelledby`.
    pub label: String,
    /// Words beside it where there is no label: `th`, preceding cell, text before, legend.
    pub beside: String,
    /// The nearest heading, fieldset legend or section title above it.
    pub section: String,
    /// The headings that this heading stands under, nearest first.
    pub outline: Vec<String>,
    /// What stands between that heading and its first control, cut.
    pub intro: String,
    /// Hosts of links there.
    pub intro_links: Vec<String>,
    /// Name of the dialog, tab, card or fold that it stands in; empty without.
    pub group: String,
    /// `placeholder`.
    pub placeholder: String,
    /// Help text: `aria-describedby`, `.description` next to it, cut.
    pub help: String,
    /// Hosts of links in its row (`admin.mailchimp.com` says whose key it is).
    pub links: Vec<String>,
    /// `data-*` names and classes that name a provider or field, cut.
    pub hints: String,
    /// Place of its form in the document; -1 outside any form.
    pub form: i32,
    /// The form's `action` path, empty without.
    pub action: String,
    /// Options of a select, or of the radio buttons that its first one speaks for: value and words. Of a list that a script
    /// draws the one that is chosen.
    pub options: Vec<Choice>,
    /// `empty`, `masked` (asterisks, dots), `filled`. The value itself never leaves the page.
    pub state: String,
    /// Length of the value.
    pub length: usize,
    /// Can be seen: has a box, is in the viewport's flow, opacity, visibility, not clipped.
    pub visible: bool,
    /// Why it cannot be seen, a word: `hidden`, `transparent`, `tiny`, `offscreen`, `covered`.
    pub unseen: String,
    /// `disabled`.
    pub disabled: bool,
    /// `readonly`.
    pub readonly: bool,
    /// `required`.
    pub required: bool,
    /// Words of the button that sends this form.
    pub submit: String,
}

/// One choice of a select.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct Choice {
    /// `value`.
    pub value: String,
    /// Words.
    pub text: String,
    /// Chosen now.
    pub selected: bool,
}

/// The one order that carries secrets into a page: to `fill.js`, in the document that was planned.
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FillOrder {
    /// The snapshot's nonce.
    pub nonce: String,
    /// What goes where.
    pub values: Vec<FillValue>,
}

/// One value for one control.
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FillValue {
    /// Place in the snapshot's list.
    pub index: usize,
    /// `name` as planned; a mismatch refuses.
    pub name: String,
    /// `id` as planned; a mismatch refuses.
    pub id: String,
    /// The value.
    pub value: SecretText,
    /// The control wants no secret: what stands in it now may be remembered, to put it back.
    pub open: bool,
}

/// What `fill.js` did.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct FillReport {
    /// The whole order was refused: `nonce`, `gone`.
    pub refused: String,
    /// For each value, in the order's order.
    pub results: Vec<FillResult>,
}

/// What became of one value.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct FillResult {
    /// Place in the snapshot's list.
    pub index: usize,
    /// The control holds exactly the value now; after an [`UndoOrder`], what it held before.
    pub filled: bool,
    /// Why not, a word: `gone`, `changed`, `covered`, `hidden`, `transparent`, `tiny`, `offscreen`, `disabled`, `readonly`, `unfocused`, `overwritten`;
    /// after an [`UndoOrder`] `secret` too, where nothing was kept that could be put back.
    pub why: String,
    /// It can be undone.
    pub kept: bool,
}

/// To `fill.js`, within ten minutes of its fill and in the same document: put back what was there.
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct UndoOrder {
    /// The nonce of that fill.
    pub nonce: String,
}
