// The pages of Constant Contact's application portal, and the documentation site in front of it.

import { html, page } from '../lib/html.mjs';
import { pick } from './constant-contact-words.mjs';
import { say } from './mailchimp-words.mjs';

const PORTAL = '/pages/dma/portal';
/** What the page's script says. */
const SAID = ['newApp', 'nameOf', 'oauthSetting', 'refreshType', 'rotating', 'longLived', 'create', 'cancel', 'redirect', 'remove', 'saving', 'saved', 'copied', 'copy',
  'generate', 'generateQuestion', 'generateWarning', 'generating', 'copyNow', 'deleteApp', 'deleteQuestion', 'deleteWarning', 'flows'];

export const docsPage = ({ w, lang }) => page({
  title: 'Constant Contact Developer',
  lang,
  css: ['cc-portal.css'],
  body: html`<header class="bar"><a class="brand" href="/">Constant Contact <span>Developer</span></a>
<nav aria-label="Main">${w.nav.map((text) => html`<a href="/">${text}</a>`)}<a href="https://app.constantcontact.com${PORTAL}/">${w.myApps}</a></nav></header>
<main id="main"><h1>V3 API</h1><p class="lead">Contacts, lists, campaigns and reports.</p></main>`,
});

export const loginPage = ({ w, lang }, { wrong = false, ended = false } = {}) => page({
  title: `${w.logIn} | Constant Contact`,
  lang,
  css: ['cc-window.css'],
  body: html`<main class="window"><p class="brand">Constant Contact</p><h1>${w.logInAccount}</h1>
${wrong && html`<p class="error" role="alert">${w.wrong}</p>`}${ended && html`<p class="meta" role="status">${w.ended}</p>`}
<form method="post" action="${PORTAL}/login">
<label for="username">${w.username}</label><input id="username" name="username" type="text" autocomplete="username" required>
<label for="password">${w.password}</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="blue" type="submit">${w.logIn}</button></form></main>`,
});

function frame({ w, lang, person, creation }, title, body, data) {
  return page({
    title: `${title} | Constant Contact ${w.portal}`,
    lang,
    css: ['cc-portal.css'],
    js: ['cc-portal.js'],
    data: { ...data, creation, words: pick(w, SAID) },
    body: html`<header class="bar"><a class="brand" href="${PORTAL}/">Constant Contact <span>${w.portal}</span></a>
<nav aria-label="Main">${w.nav.map((text) => html`<a href="#">${text}</a>`)}<a class="current" href="${PORTAL}/">${w.myApps}</a></nav>
<p class="who"><b>${person.name}</b><small>${person.account}</small> <a href="${PORTAL}/logout">${w.logOut}</a></p></header>
<main id="main">${body}</main><div id="overlay-place"></div>`,
  });
}

export function applicationsPage(view, apps) {
  const { w, may, open, role, person } = view;
  return frame(view, w.myApps, html`<div class="head"><div><h1>${w.myApps}</h1>
<p class="lead">${w.myAppsLead}</p></div>
${view.creation && html`<button id="new-application" class="primary" type="button">${w.newApp}</button>`}</div>
${may && !open && html`<p class="notice" role="status">${w.creationClosed}</p>`}
${!may && html`<p class="notice" role="status">${say(w.notAllowed, { role: w.roles[role], account: person.account })}</p>`}
<table class="apps"><thead><tr><th>${w.application}</th><th>${w.apiKey}</th><th>${w.oauthSetting}</th><th></th></tr></thead>
<tbody>${apps.map((app) => html`<tr><td><b>${app.name}</b></td><td><code>${app.id}</code></td><td>${w.flows[app.flow]}</td><td class="end"><a class="secondary" href="${PORTAL}/app/${app.id}">${w.edit}</a></td></tr>`)}</tbody></table>
${apps.length === 0 && html`<p class="empty">${w.noApps}</p>`}`, { apps });
}

export function applicationPage(view, app) {
  const { w } = view;
  const refresh = (value, text) => html`<p><label><input type="radio" name="refresh" value="${value}" ${app.refresh === value && 'checked'}> ${text}</label></p>`;
  return frame(view, app.name, html`<p class="crumbs"><a href="${PORTAL}/">${w.myApps}</a> &rsaquo; ${app.name}</p>
<div class="head"><h1>${app.name}</h1><div><span id="save-state" role="status"></span> <button id="save" class="primary" type="button">${w.save}</button></div></div>
<div class="tabs" role="tablist"><button type="button" role="tab" aria-selected="true" data-tab="details">${w.details}</button><button type="button" role="tab" aria-selected="false" data-tab="oauth">OAuth2</button></div>
<section id="details">
<div class="card"><h2>${w.apiKey}</h2><p>${w.apiKeyLead}</p><p><code id="api-key">${app.id}</code> <button type="button" class="link" data-copy="api-key">${w.copy}</button></p></div>
${app.flow === 'code' && html`<div class="card"><h2>${w.clientSecret}</h2><p id="secret-text">${app.hasSecret ? w.hasSecret : w.noSecret}</p>
<div id="secret-place"></div><button id="generate-secret" class="secondary" type="button">${w.generate}</button></div>`}
${app.flow !== 'device' && html`<div class="card"><h2>${w.redirect}</h2><p>${w.redirectLead}</p><ul id="redirects"></ul>
<button id="add-redirect" class="link" type="button">${w.addRedirect}</button></div>`}
<div class="card"><h2>${w.description}</h2><p>${w.descriptionLead}</p><textarea aria-label="${w.description}" rows="3"></textarea></div>
<p><button id="delete-application" class="link" type="button">${w.deleteApp}</button></p>
</section>
<section id="oauth" hidden><div class="card"><h2>${w.oauthSetting}</h2><p>${w.flows[app.flow]}</p>
<h2>${w.refreshToken}</h2>${refresh('rotating', w.rotating)}${refresh('long-lived', w.longLived)}</div></section>`, { app });
}
