/**
 * Overwrites the clipboard, without reading it first. A service worker has no clipboard, so Chromium opens a document
 * that nobody sees for it; an event page has one. The background's wasm calls `globalThis.keyfobClearClipboard`.
 */
async function keyfobClearClipboard() {
  if (!chrome.offscreen) {
    await navigator.clipboard.writeText(" ");
    return;
  }
  // There may be only one, and a worker that was killed in between has left its own.
  await chrome.offscreen.closeDocument().catch(() => undefined);
  await chrome.offscreen.createDocument({
    url: "clipboard.html",
    reasons: [chrome.offscreen.Reason.CLIPBOARD],
    justification: "Overwrites a copied value after a fixed time.",
  });
  // The page's script has run when the document is there.
  await chrome.offscreen.closeDocument();
}

Object.defineProperty(globalThis, "keyfobClearClipboard", { value: keyfobClearClipboard });
