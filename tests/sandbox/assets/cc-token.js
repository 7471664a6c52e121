// Allow: the page asks for the token and shows it in its own place, as text.
(() => {
  const w = JSON.parse(document.getElementById('page-data').textContent).words;
  const place = document.querySelector('main');
  const line = (tag, text, className = '') => Object.assign(document.createElement(tag), { textContent: text, className });
  document.getElementById('allow').addEventListener('click', async () => {
    place.replaceChildren(line('p', 'Constant Contact', 'brand'), line('div', '', 'spinner'));
    const answer = await (await fetch(window.location.href, { method: 'POST' })).json();
    if (!answer.access_token) {
      place.replaceChildren(line('h1', w.noToken));
      return;
    }
    const box = line('div', answer.access_token, 'token');
    box.id = 'access-token';
    const close = line('button', w.closeWindow, 'plain');
    close.addEventListener('click', () => window.close());
    place.replaceChildren(line('p', 'Constant Contact', 'brand'), line('h1', w.yourToken),
      line('p', w.useToken), box,
      line('p', w.tokenMeta.replace('{type}', answer.token_type).replace('{seconds}', answer.expires_in), 'meta'), close);
  });
})();
