// Allow: the page asks for the token and shows it in its own place, as text.
(() => {
  const place = document.querySelector('main');
  const line = (tag, text, className = '') => Object.assign(document.createElement(tag), { textContent: text, className });
  document.getElementById('allow').addEventListener('click', async () => {
    place.replaceChildren(line('p', 'Constant Contact', 'brand'), line('div', '', 'spinner'));
    const answer = await (await fetch(window.location.href, { method: 'POST' })).json();
    if (!answer.access_token) {
      place.replaceChildren(line('h1', 'No access token was given'));
      return;
    }
    const box = line('div', answer.access_token, 'token');
    box.id = 'access-token';
    const close = line('button', 'Close window', 'plain');
    close.addEventListener('click', () => window.close());
    place.replaceChildren(line('p', 'Constant Contact', 'brand'), line('h1', 'Your access token'),
      line('p', 'Use this access token with your API key. Store it in a safe place.'), box,
      line('p', `Token type: ${answer.token_type} · Expires in: ${answer.expires_in} seconds`, 'meta'), close);
  });
})();
