// Registered apps of a Mailchimp account, and the window in which an account allows one of them.

import { html, page } from '../lib/html.mjs';
import { frame } from './mailchimp-pages.mjs';
import { say } from './mailchimp-words.mjs';

export function appsPage(view, apps) {
  const { words: w } = view;
  return frame(view, {
    title: w.apps,
    at: -1,
    body: html`<h1>${w.apps}</h1><section class="card"><div class="card-head"><div><h2>${w.apps}</h2><p class="lead">${w.appsAbout}</p></div>
<a class="primary" role="button" id="register-app" href="/account/oauth2/create/">${w.registerApp}</a></div>
${apps.length ? html`<table class="keys"><thead><tr><th>${w.appName}</th><th>Client ID</th><th></th></tr></thead><tbody>
${apps.map((app) => html`<tr><td><b>${app.name}</b></td><td><code>${app.id}</code></td><td class="end"><a href="/account/oauth2/app/${app.id}">${w.edit}</a></td></tr>`)}</tbody></table>` : html`<p class="empty">${w.noApps}</p>`}</section>`,
  });
}

/** The form of a new app. With `app` it is one that exists, and shows its id and secret. */
export function appPage(view, app, wrong = false) {
  const { words: w } = view;
  const field = (name, text, value = '', type = 'text') => html`<label for="${name}">${text}</label><input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="off">`;
  return frame(view, {
    title: app ? app.name : w.registerApp,
    at: -1,
    body: html`<h1>${app ? app.name : w.registerApp}</h1><section class="card dialog">
${app && html`<h2>${w.appKeys}</h2><p>Client ID</p><div class="key-value" id="client-id">${app.id}</div><p>Client Secret</p><div class="key-value" id="client-secret">${app.secret}</div>
<form method="post" action="/account/oauth2/app/${app.id}/secret"><button class="secondary" type="submit" id="rotate-secret">${w.rotate}</button></form>`}
${wrong && html`<p class="notice error" role="alert">${w.appWrong}</p>`}
<form method="post" action="${app ? `/account/oauth2/app/${app.id}` : '/account/oauth2/create/'}">
${field('name', w.appName, app?.name)}${field('description', w.appDescription, app?.description)}${field('company', w.appCompany, app?.company)}${field('website', w.appWebsite, app?.website)}${field('redirect_uri', 'Redirect URI', app?.redirect)}
<div class="actions"><button class="primary" type="submit" id="save-app">${app ? w.update : w.createApp}</button></div></form></section>`,
  });
}

const windowPage = (config, title, body) => page({
  title: `${title} | Mailchimp`, lang: config.language, css: ['mailchimp.css'], body: html`<main class="login"><section class="login-form"><p class="wordmark">mailchimp</p>${body}</section></main>`,
});

export const authorizeLogin = (config, w, app, wrong) => windowPage(config, w.logIn, html`<h1>${w.logIn}</h1><p>${say(w.connectTo, { app: app.name })}</p>
${wrong && html`<p class="notice error" role="alert">${w.wrong}</p>`}
<form method="post"><label for="username">${w.username}</label><input id="username" name="username" type="text" autocomplete="username" required>
<label for="password">${w.password}</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="primary" type="submit">${w.logIn}</button></form>`);

export const authorizeAllow = (config, w, app, person) => windowPage(config, w.allow, html`<h1>${say(w.allowTitle, { app: app.name })}</h1>
<p>${w.account}: <b>${person.account}</b> (${person.user})</p><p>${w.allowText}</p>
<form method="post"><button class="primary" type="submit" name="answer" value="allow" id="allow">${w.allow}</button>
<button class="secondary" type="submit" name="answer" value="deny">${w.cancel}</button></form>`);

export const authorizeProblem = (config, text) => windowPage(config, 'Error', html`<h1>Error</h1><p class="notice error" role="alert">${text}</p>`);
