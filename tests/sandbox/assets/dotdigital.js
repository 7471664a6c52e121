// The menu at the bottom left, not in the document until it is opened; and today's form, which is sent by script.
(() => {
  const data = JSON.parse(document.getElementById('page-data').textContent);
  const button = document.getElementById('user-menu-button');
  const place = document.getElementById('user-menu');
  const close = () => {
    place.replaceChildren();
    button.setAttribute('aria-expanded', 'false');
  };
  button.addEventListener('click', (event) => {
    event.stopPropagation();
    if (place.firstChild) { close(); return; }
    const menu = Object.assign(document.createElement('div'), { className: 'menu' });
    menu.setAttribute('role', 'menu');
    for (const [text, href] of data.menu) {
      const item = Object.assign(document.createElement('a'), { textContent: text, href });
      item.setAttribute('role', 'menuitem');
      menu.append(item);
    }
    place.replaceChildren(menu);
    button.setAttribute('aria-expanded', 'true');
  });
  document.addEventListener('click', close);
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });

  const form = document.getElementById('user-form');
  if (!data.spa || !form) return;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const save = document.getElementById('save');
    save.disabled = true;
    const answer = await (await fetch(form.action, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(Object.fromEntries(new FormData(form))),
    })).json();
    if (answer.ok) {
      window.location.assign(new URL('.', form.action).pathname.replace(/\/$/, '?saved'));
      return;
    }
    save.disabled = false;
    document.getElementById('problems').replaceChildren(...answer.wrong.map((name) => {
      const line = Object.assign(document.createElement('p'), { className: 'error', textContent: data.errors[name] });
      line.setAttribute('role', 'alert');
      return line;
    }));
  });
})();
