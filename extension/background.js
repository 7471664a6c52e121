/**
 * The door of the background. It registers every listener while the module is evaluated (a worker that
 * wakes is given its event only then), turns each event into one plain object and hands it to the wasm's
 * `handle`. It judges nothing and remembers nothing.
 */
import "./clipboard.js";
import "./exchange.js";
import "./kdf.js";
import init, * as core from "./wasm/background.js";
import { MAX_OWN_WEIGHT, MAX_WEIGHT, isTooHeavy } from "./weight.js";

/** The answer when the wasm cannot be started or has panicked. No text: an error may carry a value. */
const WORKER_ERROR = Object.freeze({ error: Object.freeze({ code: "worker" }) });

/** @type {Promise<unknown> | undefined} */
let started;

/** The answer to what is larger than any message; it is not handed over. */
const TOO_LARGE = Object.freeze({ error: Object.freeze({ code: "too-large" }) });

/** A panic leaves an instance in an unknown state: it is not called again. */
let poisoned = false;

/**
 * How to end the calls that wait for an answer. A panic inside a future would leave them waiting forever.
 * @type {Set<() => void>}
 */
const waiting = new Set();

/** Starts the wasm once; a start that failed is tried anew by the next event. */
function start() {
  started ??= init({
    module_or_path: fetch(chrome.runtime.getURL("wasm/background_bg.wasm")),
  }).catch((error) => {
    started = undefined;
    throw error;
  });
  return started;
}

/**
 * Gives one event to the wasm.
 * @param {BackgroundEvent} event
 * @returns {Promise<unknown>} what `handle` answers, or the worker error; never rejects
 */
function handle(event) {
  return new Promise((resolve) => {
    const fail = () => {
      waiting.delete(fail);
      resolve(WORKER_ERROR);
    };
    waiting.add(fail);
    start()
      .then(() => {
        if (poisoned) {
          core.__wbg_reset_state();
          poisoned = false;
        }
        return core.handle(event);
      })
      .then(
        (answer) => {
          waiting.delete(fail);
          resolve(answer);
        },
        (error) => {
          noticePanic(error);
          fail();
        },
      );
  });
}

/**
 * After a trap: ends what waits and lets the next event have a fresh instance.
 * @param {unknown} error
 */
function noticePanic(error) {
  if (!(error instanceof WebAssembly.RuntimeError)) {
    return;
  }
  poisoned = true;
  for (const fail of [...waiting]) {
    fail();
  }
}

// A trap inside a future surfaces here, not at the call.
self.addEventListener("error", (event) => noticePanic(event.error));
self.addEventListener("unhandledrejection", (event) => noticePanic(event.reason));

/**
 * @param {chrome.tabs.Tab | undefined} tab
 * @returns {EventTab | undefined} what a tab is, without its title or icon
 */
function plainTab(tab) {
  return tab && { id: tab.id, windowId: tab.windowId, url: tab.url, incognito: tab.incognito };
}

/**
 * What the browser vouches for about a sender.
 * @param {chrome.runtime.MessageSender} sender
 * @returns {EventSender}
 */
function plainSender(sender) {
  return {
    id: sender.id,
    origin: sender.origin,
    url: sender.url,
    frameId: sender.frameId,
    documentId: sender.documentId,
    documentLifecycle: sender.documentLifecycle,
    tab: plainTab(sender.tab),
  };
}

chrome.runtime.onMessage.addListener((message, sender, sendResponse) => {
  const own = sender.origin === chrome.runtime.getURL("").slice(0, -1);
  if (isTooHeavy(message, own ? MAX_OWN_WEIGHT : MAX_WEIGHT)) {
    sendResponse(TOO_LARGE);
    return false;
  }
  handle({ type: "message", message, sender: plainSender(sender) }).then(sendResponse);
  return true;
});

chrome.runtime.onInstalled.addListener(({ reason, previousVersion }) => {
  handle({ type: "installed", reason, previousVersion });
});

chrome.runtime.onStartup.addListener(() => {
  handle({ type: "startup" });
});

chrome.permissions.onAdded.addListener(({ origins = [], permissions = [] }) => {
  handle({ type: "permissions-added", origins, permissions });
});

chrome.permissions.onRemoved.addListener(({ origins = [], permissions = [] }) => {
  handle({ type: "permissions-removed", origins, permissions });
});

chrome.idle.onStateChanged.addListener((state) => {
  handle({ type: "idle", state });
});

chrome.alarms.onAlarm.addListener(({ name, scheduledTime }) => {
  handle({ type: "alarm", name, scheduledTime });
});

chrome.commands.onCommand.addListener((command, tab) => {
  handle({ type: "command", command, tab: plainTab(tab) });
});

chrome.tabs.onRemoved.addListener((tabId, { windowId, isWindowClosing }) => {
  handle({ type: "tab-removed", tabId, windowId, isWindowClosing });
});

chrome.tabs.onUpdated.addListener((tabId, { url, status }, tab) => {
  // A tab shows its address only where the person granted the host; all others end here.
  if (tab.url !== undefined && (url !== undefined || status !== undefined)) {
    handle({ type: "tab-updated", tabId, url, status, tab: plainTab(tab) });
  }
});

chrome.contextMenus.onClicked.addListener((info, tab) => {
  handle({
    type: "menu",
    menuItemId: info.menuItemId,
    selectionText: info.selectionText,
    pageUrl: info.pageUrl,
    frameUrl: info.frameUrl,
    frameId: info.frameId,
    tab: plainTab(tab),
  });
});
