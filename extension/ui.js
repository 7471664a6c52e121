/**
 * Starts the wasm of the pages and draws the surface that the document names. Until then, and when the
 * start fails, the page shows what its HTML says.
 */
import init, * as ui from "./wasm/ui.js";

const { documentElement } = document;
documentElement.lang = chrome.i18n.getUILanguage();
documentElement.dir = chrome.i18n.getMessage("@@bidi_dir") || "ltr";
document.title = chrome.i18n.getMessage("extension_name") || document.title;

const root = document.getElementById("root");
const status = document.getElementById("status");

try {
  await init({ module_or_path: fetch(chrome.runtime.getURL("wasm/ui_bg.wasm")) });
  root?.replaceChildren();
  ui.mount(documentElement.dataset.surface ?? "");
} catch {
  if (status) {
    status.textContent =
      chrome.i18n.getMessage("start_failed") ||
      "Keyfob could not start. Close this page and open it again; nothing is lost.";
  }
} finally {
  root?.removeAttribute("aria-busy");
}
