// The authorization server's pages.

import { html, page, raw } from '../lib/html.mjs';
import { say } from './mailchimp-words.mjs';

const windowPage = ({ lang }, title, body) => page({
  title: `${title} | Constant Contact`, lang, css: ['cc-window.css'], body: html`<main class="window"><p class="brand">Constant Contact</p>${body}</main>`,
}).toString();

export const signInPage = ({ w, lang }, base, app, wrong = false) => windowPage({ lang }, w.logIn, html`<h1>${w.logIn}</h1>
<p>${say(w.toConnect, { app: app?.name })}</p>
${wrong && html`<p class="error" role="alert">${w.wrong}</p>`}
<form method="post" action="${base}/login">
<label for="username">${w.username}</label><input id="username" name="username" type="text" autocomplete="username" required>
<label for="password">${w.password}</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="blue" type="submit">${w.logIn}</button></form>`);

export const consentPage = ({ w, lang }, base, app, person, scopes) => windowPage({ lang }, w.allowAccess, html`<h1>${say(w.appWouldAccess, { app: app?.name })}</h1>
<p>${w.account}: <b>${person?.account}</b> (${person?.user})</p>
<ul class="scopes">${scopes.filter((scope) => w.scopes[scope]).map((scope) => html`<li>${w.scopes[scope]}</li>`)}</ul>
<form method="post" action="${base}/confirm"><button class="blue" type="submit">${w.allow}</button>
<button class="plain" type="submit" formaction="${base}/deny">${w.doNotAllow}</button></form>`);

export const problemPage = ({ w, lang }, error, description) => windowPage({ lang }, w.error, html`<h1>${w.incomplete}</h1>
<p class="error" role="alert"><b>${error}</b>: ${description}</p>`);

export const deviceInputPage = ({ w, lang }, form, wrong) => windowPage({ lang }, w.activate, html`<h1>${w.activateDevice}</h1>
<p>${w.enterCode}</p>${wrong && html`<p class="error" role="alert">${w.wrongCode}</p>`}
${raw(form)}<button class="blue" type="submit" form="op.deviceInputForm">${w.next}</button>`);

export const deviceConfirmPage = ({ w, lang }, form, name, code) => windowPage({ lang }, w.activate, html`<h1>${say(w.connectQuestion, { app: name })}</h1>
<p>${w.sameCode}</p><p class="code">${code}</p>
${raw(form)}<button class="blue" type="submit" form="op.deviceConfirmForm">${w.continue}</button>
<button class="plain" type="submit" form="op.deviceConfirmForm" name="abort" value="yes">${w.cancel}</button>`);

export const deviceSuccessPage = ({ w, lang }, name) => windowPage({ lang }, w.done, html`<h1>${say(w.connected, { app: name })}</h1><p>${w.goBack}</p>`);
