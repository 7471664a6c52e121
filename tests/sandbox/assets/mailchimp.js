// What runs in the Mailchimp pages: menus, the dialog that makes a key, and the key itself,
// which is drawn by script only, after a wait, and drawn anew once it is there.
(() => {
  const data = JSON.parse(document.getElementById('page-data').textContent);
  const w = data.words;

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === 'onclick' || name === 'onsubmit' || name === 'oninput') made[name] = value;
      else if (value === true) made.setAttribute(name, '');
      else if (value !== false) made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  };
  const post = async (path, fields) => {
    const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(fields) });
    return answer.json();
  };
  const later = (ms) => new Promise((done) => { setTimeout(done, ms); });

  // Profile menu: not in the document until it is opened.
  const button = document.getElementById('profile-button');
  const place = document.getElementById('profile-menu');
  const closeProfile = () => { place.replaceChildren(); button.setAttribute('aria-expanded', 'false'); };
  button.addEventListener('click', (event) => {
    event.stopPropagation();
    if (place.firstChild) { closeProfile(); return; }
    const item = (text, href) => element('a', { role: 'menuitem', href }, text);
    place.replaceChildren(element('div', { class: 'dropdown right', role: 'menu' },
      element('div', { class: 'menu-head' }, element('b', {}, data.person), element('small', {}, data.account)),
      item(data.profile, data.profileHref),
      item(w.settings, data.profileHref), item(w.billing, data.profileHref),
      element('hr'), item(w.logOut, 'https://login.mailchimp.com/login/logout/')));
    button.setAttribute('aria-expanded', 'true');
  });

  // Tab menus.
  const menus = [...document.querySelectorAll('[data-menu]')];
  const closeMenus = () => menus.forEach((one) => {
    one.setAttribute('aria-expanded', 'false');
    document.getElementById(one.dataset.menu).hidden = true;
  });
  menus.forEach((one) => one.addEventListener('click', (event) => {
    event.stopPropagation();
    const menu = document.getElementById(one.dataset.menu);
    const open = menu.hidden;
    closeMenus();
    menu.hidden = !open;
    one.setAttribute('aria-expanded', String(open));
  }));
  document.addEventListener('click', () => { closeMenus(); closeProfile(); });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') { closeMenus(); closeProfile(); } });

  const dialogs = document.getElementById('dialog-place');
  if (!dialogs) return;

  const dialog = (title, ...children) => {
    const heading = element('h2', { id: 'dialog-title' }, title);
    dialogs.replaceChildren(element('div', { class: 'backdrop' },
      element('div', { class: 'dialog', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'dialog-title' }, heading, ...children)));
    dialogs.querySelector('input, button')?.focus();
  };
  const close = () => dialogs.replaceChildren();

  /** One drawing of the finished dialog. Called twice, with new nodes each time. */
  const showValues = (values) => {
    const [key] = values;
    const copy = element('button', { type: 'button', class: 'primary', id: 'copy-key' }, w.copy);
    copy.onclick = async () => {
      await navigator.clipboard.writeText(key).catch(() => {});
      copy.textContent = w.copied;
    };
    const drawn = values.map((value) => (data.valueIn === 'input'
      ? element('input', { class: 'key-value', type: 'text', readonly: true, value, 'aria-label': w.colKey })
      : element('div', { class: 'key-value' }, value)));
    dialog(w.made, element('p', {}, w.once), ...drawn,
      element('div', { class: 'actions' }, copy,
        element('button', { type: 'button', class: 'secondary', id: 'done', onclick: () => window.location.reload() }, w.done)));
  };

  const generate = async (name) => {
    dialog(w.generating, element('div', { class: 'spinner', role: 'progressbar' }));
    const { values } = await post('/account/api/generate', { name });
    showValues(values);
    await later(Math.min(data.delay, 200));
    showValues(values); // the framework draws again when the list behind has loaded
  };

  document.getElementById('create-key')?.addEventListener('click', () => {
    const input = element('input', { id: 'key-name', type: 'text', maxlength: '100', placeholder: w.namePlaceholder, autocomplete: 'off' });
    const go = element('button', { type: 'submit', class: 'primary', id: 'generate-key', disabled: true }, w.generate);
    input.oninput = () => { go.disabled = !input.value.trim(); };
    const form = element('form', { onsubmit: (event) => { event.preventDefault(); generate(input.value); } },
      element('label', { for: 'key-name' }, w.nameLabel), input, element('p', { class: 'hint' }, w.nameHint),
      element('div', { class: 'actions' }, go, element('button', { type: 'button', class: 'secondary', onclick: close }, w.cancel)));
    dialog(w.dialogTitle, form);
  });

  document.querySelectorAll('[data-revoke]').forEach((one) => one.addEventListener('click', () => {
    const input = element('input', { id: 'confirm-revoke', type: 'text', autocomplete: 'off' });
    const go = element('button', { type: 'submit', class: 'danger', id: 'revoke-key', disabled: true }, w.revoke);
    input.oninput = () => { go.disabled = input.value !== 'REVOKE'; };
    const form = element('form', {
      onsubmit: async (event) => {
        event.preventDefault();
        await post('/account/api/revoke', { id: one.dataset.revoke, confirm: input.value });
        window.location.reload();
      },
    }, element('p', {}, w.revokeText.replace('{name}', one.dataset.name)), element('label', { for: 'confirm-revoke' }, w.typeRevoke), input,
    element('div', { class: 'actions' }, go, element('button', { type: 'button', class: 'secondary', onclick: close }, w.cancel)));
    dialog(w.revokeTitle, form);
  }));

  // The older list.
  document.querySelectorAll('[data-disable]').forEach((one) => one.addEventListener('click', async () => {
    await post('/account/api/revoke', { id: one.dataset.disable, confirm: 'REVOKE' });
    window.location.reload();
  }));
  document.querySelectorAll('[data-label]').forEach((one) => one.addEventListener('change', () => {
    post('/account/api/label', { id: one.dataset.label, label: one.value });
  }));
})();
