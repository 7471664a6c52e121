// The messages between page scripts and background, made from crates/protocol. Do not edit; after a change there:
// KEYFOB_WRITE=1 cargo test -p keyfob-protocol --test typescript

export type MAX_LANDMARKS = 400;
export type MAX_TEXT = 160;
export type MAX_CANDIDATES = 200;
export type MAX_CANDIDATE = 4096;
export type MAX_CONTROLS = 2000;

/**
 * Text that may be sent once, to one place, after the gate said yes. The only secret-bearing type that can be
 * serialised, because crossing a border is what it is for; its `Debug` says only its length and it is wiped on drop.
 */
export type SecretText = string;

/**
 * A page script speaks. Sent by `runtime.sendMessage` as `{page: PageRequest}`.
 */
export type PageRequest = { "type": "hello" } | { "type": "report",
/**
 * The nonce that came with the task.
 */
nonce: string,
/**
 * The description.
 */
report: Report, } | { "type": "picked",
/**
 * The nonce that came with the task.
 */
nonce: string,
/**
 * The text of what was pointed at; empty if the person pressed Escape.
 */
text: SecretText,
/**
 * Words beside it.
 */
label: string, } | { "type": "form-changed",
/**
 * The nonce of the snapshot it was watched from.
 */
nonce: string, };

/**
 * What a page script is told, as the answer to a request or pushed by `tabs.sendMessage` as `{order: Order}`.
 */
export type Order = { "type": "end" } | { "type": "begin",
/**
 * To be sent back with every request of this document.
 */
nonce: string, } | { "type": "show",
/**
 * The nonce of the task this order belongs to.
 */
nonce: string,
/**
 * What the helper says.
 */
card: Card, } | { "type": "write",
/**
 * The nonce of the task.
 */
nonce: string,
/**
 * Position in the last report's `landmarks`.
 */
landmark: number,
/**
 * The revision of that report.
 */
revision: number,
/**
 * The words to write.
 */
text: string, } | { "type": "write-secret",
/**
 * The nonce of the task.
 */
nonce: string,
/**
 * Positions in the last report's `landmarks`.
 */
landmarks: Array<number>,
/**
 * The revision of that report.
 */
revision: number,
/**
 * The value.
 */
value: SecretText, } | { "type": "pick",
/**
 * The nonce of the task.
 */
nonce: string, };

/**
 * What the helper on the page shows: never a value, only what kind and how long.
 */
export type Card = {
/**
 * "Mailchimp · API key".
 */
title: string,
/**
 * What to do now.
 */
say: string,
/**
 * Which account and role this wants; empty for nothing to add.
 */
account: string,
/**
 * What to leave alone; empty for nothing.
 */
ignore: string,
/**
 * The step, from 1; 0 when the page is not known.
 */
step: number,
/**
 * How many steps there are.
 */
steps: number,
/**
 * Position in the last report's `landmarks` of what to ring.
 */
ring: number | null,
/**
 * Revision of the report that `ring`, `found` and `cover` refer to.
 */
revision: number,
/**
 * What was recognised and is offered for keeping, in the order of the page.
 */
found: Array<Found>,
/**
 * Positions in the last report's `candidates` of all that is a secret or a part of one: the script covers it
 * wherever it stands on the page, as long as the task runs.
 */
cover: Array<number>, };

/**
 * A recognised value, as the page may show it: kind and length.
 */
export type Found = {
/**
 * Position in the last report's `candidates`; the script rings the element it came from.
 */
candidate: number,
/**
 * "API key".
 */
name: string,
/**
 * Characters.
 */
length: number,
/**
 * Whether it has been kept.
 */
kept: boolean, };

/**
 * What a portal page looks like.
 */
export type Report = {
/**
 * Counts up with every report of this document.
 */
revision: number,
/**
 * `document.documentElement.lang`.
 */
language: string,
/**
 * Visible headings and dialog titles, in order.
 */
headings: Array<string>,
/**
 * Visible things that can be pressed or typed into, in order.
 */
landmarks: Array<Landmark>,
/**
 * Visible texts that could be an issued value, in order.
 */
candidates: Array<Candidate>, };

/**
 * Something on the page that can be pressed or typed into.
 */
export type Landmark = {
/**
 * `button`, `link`, `field` or `option`.
 */
role: string,
/**
 * Its accessible name, cut.
 */
text: string,
/**
 * Its visible words, a line each, where they say more than the name, or what a list has chosen; cut.
 */
shown: string,
/**
 * For a field: nothing typed. For an option: not chosen.
 */
empty: boolean,
/**
 * Cannot be used now.
 */
disabled: boolean,
/**
 * Stands in an open dialog.
 */
dialog: boolean,
/**
 * What else the table row says that it stands in, a line each; cut. Empty outside of tables.
 */
row: string, };

/**
 * A text on the page that could be an issued value.
 */
export type Candidate = {
/**
 * The text itself, whitespace at the ends removed.
 */
text: SecretText,
/**
 * Words beside it: label, table header, heading.
 */
label: string, };

/**
 * A form's controls as `snapshot.js` describes them: the completion value of that script.
 */
export type Snapshot = {
/**
 * Version of this description; 2.
 */
version: number,
/**
 * `location.href` without user info and fragment.
 */
url: string,
/**
 * `document.title`.
 */
title: string,
/**
 * `document.documentElement.lang`.
 */
language: string,
/**
 * WordPress' name of the administration page, from the body's classes (`toplevel_page_mailchimp`); empty elsewhere.
 */
screen: string,
/**
 * Slugs of WordPress plugins whose scripts and styles the page loads.
 */
plugins: Array<string>,
/**
 * Captions of tabs that are open.
 */
tabs: Array<string>,
/**
 * Hosts of links in the page, outside of its menus.
 */
links: Array<string>,
/**
 * Headings of the page, in order.
 */
headings: Array<string>,
/**
 * What the page says about what was done last.
 */
notices: Array<Notice>,
/**
 * Binds a later fill to this very document and to the controls of this very snapshot.
 */
nonce: string,
/**
 * All controls, in document order.
 */
controls: Array<Control>,
/**
 * Frames that could not be read, by origin.
 */
frames: Array<Frame>, };

/**
 * A frame in the page.
 */
export type Frame = {
/**
 * Origin of its `src`, empty where there is none.
 */
origin: string,
/**
 * Whether it shares the page's origin.
 */
same_origin: boolean,
/**
 * Whether it is large enough to hold a form.
 */
visible: boolean,
/**
 * Fields seen in a same-origin frame.
 */
controls: number,
/**
 * Headings and labels in a same-origin frame.
 */
words: Array<string>, };

/**
 * One form control.
 */
export type Control = {
/**
 * Place in the list.
 */
index: number,
/**
 * `name`, empty without.
 */
name: string,
/**
 * `id`, empty without.
 */
id: string,
/**
 * `data-name`, empty without; some plugins take the name away from a saved secret and leave this.
 */
data_name: string,
/**
 * `input`, `select`, `textarea`, `editable` for any other element with `contenteditable`, `list` for one that a
 * script draws: it is never filled, but tells what is chosen.
 */
tag: string,
/**
 * `input.type` as the browser reads it.
 */
kind: string,
/**
 * `autocomplete`, empty without.
 */
autocomplete: string,
/**
 * Words of its label: `<label>`, `aria-label`, `aria-labelledby`.
 */
label: string,
/**
 * Words beside it where there is no label: `th`, preceding cell, text before, legend.
 */
beside: string,
/**
 * The nearest heading, fieldset legend or section title above it.
 */
section: string,
/**
 * The headings that this heading stands under, nearest first.
 */
outline: Array<string>,
/**
 * What stands between that heading and its first control, cut.
 */
intro: string,
/**
 * Hosts of links there.
 */
intro_links: Array<string>,
/**
 * Name of the dialog, tab, card or fold that it stands in; empty without.
 */
group: string,
/**
 * `placeholder`.
 */
placeholder: string,
/**
 * Help text: `aria-describedby`, `.description` next to it, cut.
 */
help: string,
/**
 * Hosts of links in its row (`admin.mailchimp.com` says whose key it is).
 */
links: Array<string>,
/**
 * `data-*` names and classes that name a provider or field, cut.
 */
hints: string,
/**
 * Place of its form in the document; -1 outside any form.
 */
form: number,
/**
 * The form's `action` path, empty without.
 */
action: string,
/**
 * Options of a select, or of the radio buttons that its first one speaks for: value and words. Of a list that a script
 * draws the one that is chosen.
 */
options: Array<Choice>,
/**
 * `empty`, `masked` (asterisks, dots), `filled`. The value itself never leaves the page.
 */
state: string,
/**
 * Length of the value.
 */
length: number,
/**
 * Can be seen: has a box, is in the viewport's flow, opacity, visibility, not clipped.
 */
visible: boolean,
/**
 * Why it cannot be seen, a word: `hidden`, `transparent`, `tiny`, `offscreen`, `covered`.
 */
unseen: string,
/**
 * `disabled`.
 */
disabled: boolean,
/**
 * `readonly`.
 */
readonly: boolean,
/**
 * `required`.
 */
required: boolean,
/**
 * Words of the button that sends this form.
 */
submit: string, };

/**
 * One choice of a select.
 */
export type Choice = {
/**
 * `value`.
 */
value: string,
/**
 * Words.
 */
text: string,
/**
 * Chosen now.
 */
selected: boolean, };

/**
 * The one order that carries secrets into a page: to `fill.js`, in the document that was planned.
 */
export type FillOrder = {
/**
 * The snapshot's nonce.
 */
nonce: string,
/**
 * What goes where.
 */
values: Array<FillValue>, };

/**
 * One value for one control.
 */
export type FillValue = {
/**
 * Place in the snapshot's list.
 */
index: number,
/**
 * `name` as planned; a mismatch refuses.
 */
name: string,
/**
 * `id` as planned; a mismatch refuses.
 */
id: string,
/**
 * The value.
 */
value: SecretText,
/**
 * The control wants no secret: what stands in it now may be remembered, to put it back.
 */
open: boolean, };

/**
 * What `fill.js` did.
 */
export type FillReport = {
/**
 * The whole order was refused: `nonce`, `gone`.
 */
refused: string,
/**
 * For each value, in the order's order.
 */
results: Array<FillResult>, };

/**
 * To `fill.js`, within ten minutes of its fill and in the same document: put back what was there.
 */
export type UndoOrder = {
/**
 * The nonce of that fill.
 */
nonce: string, };

/**
 * What became of one value.
 */
export type FillResult = {
/**
 * Place in the snapshot's list.
 */
index: number,
/**
 * The control holds exactly the value now; after an [`UndoOrder`], what it held before.
 */
filled: boolean,
/**
 * Why not, a word: `gone`, `changed`, `covered`, `hidden`, `transparent`, `tiny`, `offscreen`, `disabled`, `readonly`, `unfocused`, `overwritten`;
 * after an [`UndoOrder`] `secret` too, where nothing was kept that could be put back.
 */
why: string,
/**
 * It can be undone.
 */
kept: boolean, };
