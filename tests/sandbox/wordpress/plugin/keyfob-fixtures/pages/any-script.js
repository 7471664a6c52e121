(() => {
  const { createElement: el, createRoot, useState } = window.wp.element;
  const { TextControl } = window.wp.components;
  const ask = (action, values = {}) =>
    fetch(window.ajaxurl, { method: 'POST', body: new URLSearchParams({ action, _ajax_nonce: window.keyfobAny.nonce, ...values }) });
  let under = Promise.resolve();
  /** Saves one after the other, as the answers would else overtake each other. */
  const save = (option, values) => {
    const named = Object.fromEntries(Object.entries(values).map(([key, value]) => [`values[${key}]`, value]));
    under = under.then(async () => {
      await ask('keyfob_any_save', { option, ...named });
      const said = document.getElementById('any-said');
      said.dataset.saved = String(1 + Number(said.dataset.saved ?? 0));
      said.textContent = 'Settings saved.';
    });
  };

  document.addEventListener('click', async ({ target }) => {
    if (target.id === 'crumb-open') {
      document.getElementById('crumb-slot').innerHTML = await (await ask('keyfob_any_dialog')).text();
    } else if (target.id === 'any-save') {
      const fields = [...document.querySelectorAll('[data-field]')];
      save(target.dataset.option, Object.fromEntries(fields.map((field) => [field.dataset.field, field.value])));
    }
  });

  document.addEventListener('change', ({ target }) => {
    if (target.dataset.autosave) save('oven_mail', { [target.dataset.autosave]: target.value });
  });

  function Crust() {
    const [site, setSite] = useState('');
    const [secret, setSecret] = useState('');
    return el('div', null,
      el(TextControl, { label: 'Site Key', value: site, onChange: setSite, __nextHasNoMarginBottom: true }),
      el(TextControl, { label: 'Secret Key', type: 'password', value: secret, onChange: setSecret, __nextHasNoMarginBottom: true }),
      el('p', null, el('button', { type: 'button', id: 'crust-save', className: 'button button-primary', onClick: () => save('crust_check', { site, secret }) }, 'Save')));
  }
  const crust = document.getElementById('crust-check');
  if (crust) createRoot(crust).render(el(Crust));
})();
