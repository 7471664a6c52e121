// What the four scripts of the guide know of each other. They share one global, `Symbol.for('keyfob.guide')`.

import type { Candidate, Card, Landmark, Report } from '../protocol';

export type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** The elements of one report, in its order. */
export interface Refs {
  landmarks: WeakRef<Element>[];
  candidates: WeakRef<Element>[];
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
  /** Length in UTF-8. */
  bytes(text: string): number;
  /** Fields a person (or an order) typed into: their values are nobody's business. */
  typed: WeakSet<EventTarget>;
  DIALOGS: string;
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
  /** Whether the page threw the helper out. */
  lost(): boolean;
  remove(): void;
}

export type MakeHelper = (look: Look, refsOf: (revision: number) => Refs | undefined) => Helper;

/** guide-pick.js: pointing at a value. `done` gets what was picked, empty for nothing. */
export type MakePick = (
  look: Look, helper: Helper, refs: () => Refs | undefined, done: (text: string, label: string) => void,
) => { stop(): void };

export interface Kit {
  look: Look;
  helper?: MakeHelper;
  pick?: MakePick;
  /** guide.js runs in this document. */
  runs?: boolean;
}

/** Something found on the page, `first` where it is kept when there is too much. */
export interface Seen<T extends Landmark | Candidate> {
  first: boolean;
  el: Element;
  item: T;
}
