// What the five scripts of the guide know of each other. They share one global, `Symbol.for('keyfob.guide')`.

import type { Candidate, Card, Landmark, Report } from '../protocol';

export type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** The elements of one report, in its order. */
export interface Refs {
  landmarks: WeakRef<Element>[];
  candidates: WeakRef<Element>[];
  /** Digests of each candidate's text and of its parts. */
  prints: number[][];
}

/** guide-look.js: the eyes. */
export interface Look {
  /** Reads the page once; hears of each open shadow root through `inside`. */
  look(inside: (root: ShadowRoot) => void): { report: Omit<Report, 'revision'>; refs: Refs };
  seen(el: Element): boolean;
  /** The words that stand for an element, cut, without anything that looks like a value. */
  labelOf(el: Element): string;
  /** Whether a field's value may be looked at: not typed, not filled by the browser, not part of a login. */
  readable(el: HTMLInputElement | HTMLTextAreaElement): boolean;
  isField(el: Element): el is Field;
  /** The parent as it is drawn: through slots and out of shadow roots. */
  drawnIn(node: Element | Text): Element | null;
  /** A run of characters as it is offered, without what ends a sentence. */
  clean(run: string): string;
  /** Knows a text again without keeping it. */
  digest(text: string): number;
  /** Digests of a text and of its parts that could be values. */
  prints(text: string): number[];
  /** Whether a run may be a value, for as long as nobody has judged it. */
  likely(run: string): boolean;
  /** Length in UTF-8. */
  bytes(text: string): number;
  /** Fields a person (or an order) typed into: their values are nobody's business. */
  typed: WeakSet<EventTarget>;
  DIALOGS: string;
  /** Runs of characters that may be a value. */
  RUN: RegExp;
  TEXT_TYPES: Set<string>;
  MAX_CANDIDATE: number;
}

/** guide-helper.js: the card and the rings. */
export interface Helper {
  show(card: Card): void;
  /** Lets the card say how to point, and rings what is pointed at; `undefined` brings the step back. */
  point(el: Element | null | undefined): void;
  /** Announces what the keyboard moved to: its label and length. */
  name(el: Element, length: number): void;
  /** Fades the card while the pointer is over it. */
  hover(event: PointerEvent): void;
  /** Puts the helper on top of everything. */
  promote(): void;
  /** Lets rings and card follow until nothing moves. */
  settle(): void;
  owns(node: Node | EventTarget | null): boolean;
  /** Where covers are laid: below card and rings, above the page. */
  layer(): HTMLElement;
  /** Whether the page threw the helper out. */
  lost(): boolean;
  remove(): void;
}

export type MakeHelper = (look: Look, refsOf: (revision: number) => Refs | undefined) => Helper;

/** guide-pick.js: pointing at a value. `done` gets what was picked, empty for nothing. */
export type MakePick = (
  look: Look, helper: Helper, refs: () => Refs | undefined, done: (text: string, label: string) => void,
) => { stop(): void };

/** guide-cover.js: boxes over the values in the page. */
export interface Cover {
  begin(): void;
  /** These digests are those of values, for as long as the task runs. */
  know(prints: number[]): void;
  /** A shadow root that was not known before. */
  enter(root: Node): void;
  changed(records: MutationRecord[]): void;
  /** Digests of what is covered without having been judged. */
  guesses(): number[];
  /** These were judged: what is not known now is no value. */
  judged(prints: number[]): void;
  stop(): void;
}

/** `watch` hears of each open shadow root, `guessed` of each text that should be judged soon. */
export type MakeCover = (look: Look, helper: Helper, watch: (root: Node) => void, guessed: () => void) => Cover;

export interface Kit {
  look: Look;
  helper?: MakeHelper;
  pick?: MakePick;
  cover?: MakeCover;
  /** guide.js runs in this document. */
  runs?: boolean;
}

/** Something found on the page, `first` where it is kept when there is too much. */
export interface Seen<T extends Landmark | Candidate> {
  first: boolean;
  el: Element;
  item: T;
}
