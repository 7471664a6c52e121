// The authorization server's pages.

import { html, page, raw } from '../lib/html.mjs';

const windowPage = (title, body) => page({
  title: `${title} | Constant Contact`, css: ['cc-window.css'], body: html`<main class="window"><p class="brand">Constant Contact</p>${body}</main>`,
}).toString();

const SCOPES = {
  account_read: 'View your account information',
  account_update: 'Change your account information',
  contact_data: 'View, add and change contacts and lists',
  campaign_data: 'View, create and send campaigns, and view reports',
  offline_access: 'Stay connected until you remove it',
};

export const signInPage = (base, app, wrong = false) => windowPage('Log in', html`<h1>Log in</h1>
<p>to connect <b>${app?.name}</b> to your Constant Contact account</p>
${wrong && html`<p class="error" role="alert">The username or password is not right.</p>`}
<form method="post" action="${base}/login">
<label for="username">Username or email</label><input id="username" name="username" type="text" autocomplete="username" required>
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="blue" type="submit">Log in</button></form>`);

export const consentPage = (base, app, person, scopes) => windowPage('Allow access', html`<h1>${app?.name} would like to access your account</h1>
<p>Account: <b>${person?.account}</b> (${person?.user})</p>
<ul class="scopes">${scopes.filter((scope) => SCOPES[scope]).map((scope) => html`<li>${SCOPES[scope]}</li>`)}</ul>
<form method="post" action="${base}/confirm"><button class="blue" type="submit">Allow</button>
<button class="plain" type="submit" formaction="${base}/deny">Do not allow</button></form>`);

export const problemPage = (error, description) => windowPage('Error', html`<h1>We could not complete your request</h1>
<p class="error" role="alert"><b>${error}</b>: ${description}</p>`);

export const deviceInputPage = (form, wrong) => windowPage('Activate', html`<h1>Activate your device</h1>
<p>Enter the code that your device shows.</p>${wrong && html`<p class="error" role="alert">That code is not right.</p>`}
${raw(form)}<button class="blue" type="submit" form="op.deviceInputForm">Next</button>`);

export const deviceConfirmPage = (form, name, code) => windowPage('Activate', html`<h1>Connect ${name}?</h1>
<p>Your device should show this code:</p><p class="code">${code}</p>
${raw(form)}<button class="blue" type="submit" form="op.deviceConfirmForm">Continue</button>
<button class="plain" type="submit" form="op.deviceConfirmForm" name="abort" value="yes">Cancel</button>`);

export const deviceSuccessPage = (name) => windowPage('Done', html`<h1>${name} is connected</h1><p>You can close this window and go back to your device.</p>`);
