// Runs in Firefox's own window with its rights: what stands around a document, and the way into it.
// A document is named by its browser's id, which outlives navigations and changes of process.

const ADD_ON = arguments[0];
const PAGE = arguments[1];

/** Every document a person can see: tabs, popups and sidebars of all windows, in the order they stand there. */
function* browsers() {
  for (const win of Services.wm.getEnumerator('navigator:browser')) {
    if (win.closed || !win.gBrowserInit?.delayedStartupFinished) continue;
    const side = win.SidebarController?.browser?.contentDocument?.getElementById('webext-panels-browser');
    const popups = win.document.querySelectorAll('panel .webextension-popup-browser');
    for (const browser of [...win.gBrowser.browsers, ...popups, side]) {
      if (browser?.browsingContext?.currentWindowGlobal) yield { win, browser };
    }
  }
}

const held = (id) => [...browsers()].find(({ browser }) => String(browser.browsingContext.browserId) === id);

const extension = () => WebExtensionPolicy.getByID(ADD_ON)?.extension;

/** Runs the page script in a document, with the browser's rights. */
function inside(context, task) {
  const actor = context?.currentWindowGlobal?.getActor('MarionetteCommands');
  if (!actor) throw new Error('no such document');
  return actor.executeScript(PAGE, [task], { sandboxName: 'system', timeout: 600_000 });
}

/** The middle of an element of the browser itself, on the screen. */
function middle(element) {
  const box = element.getBoundingClientRect();
  return [element.screenX + box.width / 2, element.screenY + box.height / 2];
}

const bed = {
  /** Id and address of every document. */
  documents: () =>
    [...browsers()].map(({ browser }) => {
      const { browsingContext } = browser;
      return { id: String(browsingContext.browserId), url: browsingContext.currentWindowGlobal.documentURI.spec };
    }),

  /** A task of the page script. */
  page: (id, task) => inside(BrowsingContext.getCurrentTopByBrowserId(Number(id)), task),

  /** The addresses of all frames in a document. */
  frames(id) {
    const below = (context) => context.children.flatMap((child) => [child, ...below(child)]);
    const all = below(BrowsingContext.getCurrentTopByBrowserId(Number(id)));
    return all.map((context) => context.currentWindowGlobal?.documentURI.spec ?? '');
  },

  /** The same in the extension's event page, which must be running. */
  background: (task) => inside(extension()?.backgroundContext?.xulBrowser.browsingContext, task),

  navigate(id, url) {
    const triggeringPrincipal = Services.scriptSecurityManager.getSystemPrincipal();
    held(id).browser.fixupAndLoadURIString(url, { triggeringPrincipal });
  },

  open(url) {
    const win = Services.wm.getMostRecentWindow('navigator:browser');
    const triggeringPrincipal = Services.scriptSecurityManager.getSystemPrincipal();
    const tab = win.gBrowser.addTab(url, { triggeringPrincipal });
    win.gBrowser.selectedTab = tab;
    return String(tab.linkedBrowser.browsingContext.browserId);
  },

  activate(id) {
    const { win, browser } = held(id);
    win.focus();
    win.gBrowser.selectedTab = win.gBrowser.getTabForBrowser(browser);
  },

  /** Closes a tab (its window with the last one), a popup or the sidebar. */
  close(id) {
    const { win, browser } = held(id) ?? {};
    const tab = win?.gBrowser.getTabForBrowser(browser);
    if (tab && win.gBrowser.tabs.length > 1) win.gBrowser.removeTab(tab);
    else if (tab) win.close();
    else if (browser?.closest('panel')) browser.closest('panel').hidePopup();
    else win?.SidebarController.hide();
  },

  /** A PNG of a document as it is drawn, in base64. */
  async picture(id) {
    const { win, browser } = held(id);
    const bitmap = await browser.browsingContext.currentWindowGlobal.drawSnapshot(null, 1, 'white');
    const canvas = win.document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas');
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    canvas.getContext('2d').drawImage(bitmap, 0, 0);
    bitmap.close();
    return canvas.toDataURL('image/png').split(',')[1];
  },

  /** Light or dark; an empty text gives the choice back. */
  theme(id, name) {
    held(id).browser.browsingContext.prefersColorSchemeOverride = name || 'none';
  },

  /** Gives a document a width of its own, as a narrow window would; 0 gives it back. */
  width(id, pixels) {
    held(id).browser.style.maxWidth = pixels ? `${pixels}px` : '';
  },

  /** Where the buttons of the permission question are; `null` when it is not asked or cannot be answered yet. */
  question() {
    for (const win of Services.wm.getEnumerator('navigator:browser')) {
      const asked = win.document.getElementById('addon-webext-permissions-notification');
      const open = win.PopupNotifications?.panel?.state === 'open';
      if (open && asked?.button && !asked.button.disabled && asked.getBoundingClientRect().width > 0) {
        return { allow: middle(asked.button), deny: middle(asked.secondaryButton) };
      }
    }
    return null;
  },

  /** Turns the browser's own password manager on, as it is for a person; remote control turns it off. */
  keepPasswords() {
    Services.prefs.setBoolPref('signon.rememberSignons', true);
    Services.prefs.setBoolPref('signon.autofillForms', true);
  },

  /** Saves a login in the browser's own password manager. */
  async keepLogin(origin, username, password) {
    const login = Cc['@mozilla.org/login-manager/loginInfo;1'].createInstance(Ci.nsILoginInfo);
    login.init(origin, origin, null, username, password, '', '');
    await Services.logins.addLoginAsync(login);
  },

  backgroundRuns: () => extension()?.backgroundState === 'running',

  /** Ends the event page as the idle timer does. Says whether one was running. */
  async endBackground() {
    const ours = extension();
    const ran = ours?.backgroundState === 'running';
    if (ran) await ours.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });
    return ran;
  },
};

return bed[arguments[2]](...arguments[3]);
