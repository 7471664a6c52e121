/** The events that `background.js` gives to the wasm: plain, and complete in this one list. */

interface EventTab {
  id?: number;
  windowId: number;
  /** Only where the person granted the host. */
  url?: string;
  incognito: boolean;
}

interface EventSender {
  id?: string;
  origin?: string;
  url?: string;
  frameId?: number;
  documentId?: string;
  documentLifecycle?: string;
  tab?: EventTab;
}

type BackgroundEvent =
  | { type: "message"; message: unknown; sender: EventSender }
  | { type: "installed"; reason: string; previousVersion?: string }
  | { type: "startup" }
  | { type: "permissions-added" | "permissions-removed"; origins: string[]; permissions: string[] }
  | { type: "idle"; state: string }
  | { type: "alarm"; name: string; scheduledTime: number }
  | { type: "command"; command: string; tab?: EventTab }
  | { type: "tab-removed"; tabId: number; windowId: number; isWindowClosing: boolean }
  | { type: "tab-updated"; tabId: number; url?: string; status?: string; tab?: EventTab }
  | {
      type: "menu";
      menuItemId: string | number;
      selectionText?: string;
      pageUrl?: string;
      frameUrl?: string;
      frameId?: number;
      tab?: EventTab;
    };
