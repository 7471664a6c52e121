// Application portal: the new-application dialog, the redirect addresses, the secret shown once.
(() => {
  const data = JSON.parse(document.getElementById('page-data').textContent);
  const w = data.words;
  const overlay = document.getElementById('overlay-place');
  const base = '/pages/dma/portal/app';

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'function') made.addEventListener(name, value);
      else if (value === true) made.setAttribute(name, '');
      else if (value !== false) made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  };
  const post = async (path, fields) => (await fetch(path, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(fields ?? {}),
  })).json();
  const close = () => overlay.replaceChildren();
  const show = (title, ...children) => {
    overlay.replaceChildren(element('div', { class: 'backdrop' },
      element('div', { class: 'dialog', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'overlay-title' }, element('h2', { id: 'overlay-title' }, title), ...children)));
    overlay.querySelector('input, button')?.focus();
  };
  const cancel = () => element('button', { type: 'button', class: 'secondary', click: close }, w.cancel);

  document.getElementById('new-application')?.addEventListener('click', () => {
    const name = element('input', { id: 'application-name', type: 'text', maxlength: '80', autocomplete: 'off' });
    const wrong = element('p', { class: 'error', role: 'alert', hidden: true });
    const radio = (group, value, text, checked) => element('label', { class: 'choice' },
      element('input', { type: 'radio', name: group, value, checked }), element('span', {}, text));
    const go = element('button', { type: 'submit', class: 'primary', id: 'create-application' }, w.create);
    const form = element('form', {
      submit: async (event) => {
        event.preventDefault();
        go.disabled = true;
        const fields = new FormData(form);
        const answer = await post(base, { name: name.value, flow: fields.get('flow'), refresh: fields.get('refresh') });
        go.disabled = false;
        wrong.hidden = !answer.error;
        wrong.textContent = answer.error ?? '';
        if (answer.id) window.location.assign(`${base}/${answer.id}`);
      },
    }, wrong, element('label', { for: 'application-name' }, w.nameOf), name,
    element('fieldset', {}, element('legend', {}, w.oauthSetting),
      ...Object.entries(w.flows).map(([value, text]) => radio('flow', value, text, false))),
    element('fieldset', {}, element('legend', {}, w.refreshType),
      radio('refresh', 'rotating', w.rotating, true), radio('refresh', 'long-lived', w.longLived, false)),
    element('div', { class: 'actions' }, go, cancel()));
    show(w.newApp, form);
  });

  if (!data.app) return;

  const tabs = [...document.querySelectorAll('[data-tab]')];
  tabs.forEach((tab) => tab.addEventListener('click', () => tabs.forEach((one) => {
    one.setAttribute('aria-selected', String(one === tab));
    document.getElementById(one.dataset.tab).hidden = one !== tab;
  })));
  document.querySelectorAll('[data-copy]').forEach((button) => button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent).catch(() => {});
    button.textContent = w.copied;
  }));

  const list = document.getElementById('redirects');
  const addRow = (value) => {
    const row = element('li', {},
      element('input', { type: 'url', class: 'redirect', 'aria-label': w.redirect, placeholder: 'https://', value, autocomplete: 'off' }),
      element('button', { type: 'button', class: 'link', click: () => row.remove() }, w.remove));
    list.append(row);
    return row;
  };
  if (list) {
    data.app.redirects.forEach(addRow);
    if (!data.app.redirects.length) addRow('');
    document.getElementById('add-redirect').addEventListener('click', () => addRow('').firstChild.focus());
  }

  const state = document.getElementById('save-state');
  document.getElementById('save').addEventListener('click', async () => {
    state.textContent = w.saving;
    const answer = await post(`${base}/${data.app.id}/save`, {
      redirects: [...document.querySelectorAll('.redirect')].map((input) => input.value.trim()).filter(Boolean),
      refresh: document.querySelector('input[name=refresh]:checked').value,
    });
    state.textContent = answer.error ?? w.saved;
  });

  document.getElementById('generate-secret')?.addEventListener('click', () => {
    const go = element('button', {
      type: 'button',
      class: 'primary',
      id: 'confirm-generate',
      click: async () => {
        show(w.generating, element('div', { class: 'spinner', role: 'progressbar' }));
        const { secret } = await post(`${base}/${data.app.id}/secret`);
        close();
        document.getElementById('secret-text').textContent = w.copyNow;
        const copy = element('button', { type: 'button', class: 'link', click: async () => { await navigator.clipboard.writeText(secret).catch(() => {}); copy.textContent = w.copied; } }, w.copy);
        document.getElementById('secret-place').replaceChildren(element('p', {}, element('code', { id: 'client-secret' }, secret), ' ', copy));
      },
    }, w.generate);
    show(w.generateQuestion, element('p', {}, w.generateWarning),
      element('div', { class: 'actions' }, go, cancel()));
  });

  document.getElementById('delete-application').addEventListener('click', () => {
    const go = element('button', {
      type: 'button',
      class: 'primary',
      id: 'confirm-delete',
      click: async () => {
        await post(`${base}/${data.app.id}/delete`);
        window.location.assign('/pages/dma/portal/');
      },
    }, w.deleteApp);
    show(w.deleteQuestion, element('p', {}, w.deleteWarning), element('div', { class: 'actions' }, go, cancel()));
  });
})();
