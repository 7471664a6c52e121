// Pages like those of a provider's portal, for the tests and for looking at the helper.

/** @param {{key: string, dialog?: boolean}} what */
export const portal = ({ key, dialog = false }) => `<!doctype html><html lang="en"><head><title>Account</title><meta name="viewport" content="width=device-width"><style>
  :root{color-scheme:light dark;--b:#e3e3e0;--p:#fff;--t:#241c15;--s:#f6f6f4;--m:#6b6660}
  @media(prefers-color-scheme:dark){:root{--b:#3a3733;--p:#1f1d1b;--t:#f2efeb;--s:#171513;--m:#a8a29a}}
  *{box-sizing:border-box}body{margin:0;font:15px/1.5 "Noto Sans",sans-serif;background:var(--s);color:var(--t)}
  header{display:flex;gap:20px;align-items:center;padding:14px 24px;background:var(--p);border-bottom:1px solid var(--b);flex-wrap:wrap}
  header b{font-size:18px}header a,nav a{color:inherit;text-decoration:none}header .who{margin-left:auto}
  main{max-width:920px;margin:32px auto;padding:0 24px}nav{display:flex;gap:18px;margin:18px 0;border-bottom:1px solid var(--b);flex-wrap:wrap}nav a{padding:8px 2px}
  nav a.on{border-bottom:2px solid #007c89;font-weight:600}section{background:var(--p);border:1px solid var(--b);border-radius:6px;padding:20px 24px;margin:20px 0}
  table{width:100%;border-collapse:collapse}th,td{text-align:left;padding:10px 8px;border-bottom:1px solid var(--b);font-size:14px}code{font-size:13px;overflow-wrap:anywhere}
  button{font:inherit;font-weight:600;padding:9px 18px;border-radius:4px;border:0;background:#007c89;color:#fff}p{color:var(--m)}
  dialog{border:0;border-radius:10px;padding:26px;max-width:480px;width:90vw;background:var(--p);color:var(--t)}dialog::backdrop{background:#0008}
  dialog input{width:100%;padding:9px;border:1px solid var(--b);border-radius:4px;font:inherit;margin:6px 0 18px;background:var(--p);color:inherit}
  .new{display:flex;gap:10px;align-items:center;background:var(--s);padding:12px;border-radius:6px}
</style></head><body>
  <header><b>Mailmonkey</b><a href="/campaigns">Campaigns</a><a href="/audience">Audience</a><a href="/reports">Reports</a><a class="who" href="/account">Freya · Fernweh Travel</a></header>
  <main><h1>API keys</h1><nav><a href="/o">Overview</a><a href="/s">Settings</a><a href="/b">Billing</a><a class="on" href="/extras">Extras</a></nav>
    <section><h2>Your API keys</h2><p>An API key gives full access to your account. Treat it like a password and give each application its own.</p>
      <table><thead><tr><th>Created</th><th>User</th><th>Label</th><th>API key</th><th>Status</th></tr></thead>
      <tbody><tr><td>Mar 3</td><td>Freya</td><td>Shop export</td><td><code>d41a••••••••-us21</code></td><td><a href="#revoke">Revoke</a></td></tr>
      <tr><td>Aug 19</td><td>Freya</td><td>Booking</td><td><code>77f0••••••••-us21</code></td><td><a href="#revoke">Revoke</a></td></tr></tbody></table>
      <p><button id="create" type="button">Create A Key</button></p></section>
    ${dialog ? '' : `<section><h2>New key</h2><p>Copy this key now. You will not be able to see it again.</p><div class="new"><code id="key">${key}</code></div></section>`}
    <section><h2>Registered apps</h2><p>Apps that you have registered to use with your account.</p><p><button type="button">Register An App</button></p></section>
  </main>
  ${dialog ? `<dialog id="d" aria-labelledby="dt"><h2 id="dt">Create a new API key</h2><label>API key name<input id="name" maxlength="100"></label><button type="button" id="generate">Generate Key</button></dialog><script>document.getElementById('d').showModal()</script>` : ''}
</body></html>`;
