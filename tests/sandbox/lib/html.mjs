// HTML from template strings: everything put in is escaped unless it is HTML already.

class Html {
  constructor(text) { this.text = text; }
  toString() { return this.text; }
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => text.replace(/[&<>"']/g, (c) => ENTITIES[c]);

function render(value) {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(render).join('');
  if (value === null || value === undefined || value === false) return '';
  return escape(String(value));
}

/** html`<p>${text}</p>`: arrays are joined; null, undefined and false vanish. */
export function html(strings, ...values) {
  let text = strings[0];
  values.forEach((value, i) => { text += render(value) + strings[i + 1]; });
  return new Html(text);
}

/** Marks text as HTML that needs no escaping. */
export const raw = (text) => new Html(text);

/** Data for a page's script, safe inside a script element. */
export const json = (value) => raw(JSON.stringify(value).replace(/</g, '\\u003c'));

/** A whole document. */
export function page({ title, lang = 'en', css = [], js = [], body, data }) {
  return html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
${css.map((name) => html`<link rel="stylesheet" href="/assets/${name}">`)}
</head>
<body>
${body}
${data && html`<script type="application/json" id="page-data">${json(data)}</script>`}
${js.map((name) => html`<script src="/assets/${name}"></script>`)}
</body>
</html>
`.toString();
}
