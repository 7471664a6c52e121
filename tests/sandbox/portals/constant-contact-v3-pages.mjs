// The pages of Constant Contact's application portal.

import { html, page } from '../lib/html.mjs';

export const FLOW_NAMES = {
  code: 'Authorization Code Flow and Implicit Flow',
  pkce: 'Proof Key for Code Exchange (PKCE) Flow',
  device: 'Device Flow',
};

export const loginPage = (wrong = false) => page({
  title: 'Log in | Constant Contact',
  css: ['cc-window.css'],
  body: html`<main class="window"><p class="brand">Constant Contact</p><h1>Log in to your account</h1>
${wrong && html`<p class="error" role="alert">The username or password is not right.</p>`}
<form method="post" action="/pages/dma/portal/login">
<label for="username">Username or email</label><input id="username" name="username" type="text" autocomplete="username" required>
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="blue" type="submit">Log in</button></form></main>`,
});

function frame({ person, creation }, title, body, data) {
  return page({
    title: `${title} | Constant Contact Developer Portal`,
    css: ['cc-portal.css'],
    js: ['cc-portal.js'],
    data: { ...data, creation, flows: FLOW_NAMES },
    body: html`<header class="bar"><a class="brand" href="/pages/dma/portal/">Constant Contact <span>Developer Portal</span></a>
<nav aria-label="Main"><a href="#">API Guide</a><a href="#">API Reference</a><a href="#">Tutorials</a><a class="current" href="/pages/dma/portal/">My Applications</a></nav>
<p class="who"><b>${person.name}</b><small>${person.account}</small> <a href="/pages/dma/portal/logout">Log out</a></p></header>
<main id="main">${body}</main><div id="overlay-place"></div>`,
  });
}

export const applicationsPage = (view, apps) => frame(view, 'My Applications', html`<div class="head"><div><h1>My Applications</h1>
<p class="lead">Each application has its own API key. Use one for each integration.</p></div>
${view.creation && html`<button id="new-application" class="primary" type="button">New Application</button>`}</div>
${!view.creation && html`<p class="notice" role="status">New applications cannot be created at this time. Applications that exist continue to work.</p>`}
<table class="apps"><thead><tr><th>Application</th><th>API Key</th><th>OAuth2 setting</th><th></th></tr></thead>
<tbody>${apps.map((app) => html`<tr><td><b>${app.name}</b></td><td><code>${app.id}</code></td><td>${FLOW_NAMES[app.flow]}</td><td class="end"><a class="secondary" href="/pages/dma/portal/app/${app.id}">Edit</a></td></tr>`)}</tbody></table>
${apps.length === 0 && html`<p class="empty">You have no applications yet.</p>`}`, { apps });

export const applicationPage = (view, app) => frame(view, app.name, html`<p class="crumbs"><a href="/pages/dma/portal/">My Applications</a> &rsaquo; ${app.name}</p>
<div class="head"><h1>${app.name}</h1><div><span id="save-state" role="status"></span> <button id="save" class="primary" type="button">Save</button></div></div>
<div class="tabs" role="tablist"><button type="button" role="tab" aria-selected="true" data-tab="details">Details</button><button type="button" role="tab" aria-selected="false" data-tab="oauth">OAuth2</button></div>
<section id="details">
<div class="card"><h2>API Key</h2><p>The API key identifies your application. It is the OAuth2 client id.</p><p><code id="api-key">${app.id}</code> <button type="button" class="link" data-copy="api-key">Copy</button></p></div>
${app.flow === 'code' && html`<div class="card"><h2>Client Secret</h2><p id="secret-text">${app.hasSecret ? 'A secret was generated. It cannot be shown again.' : 'No secret was generated yet.'}</p>
<div id="secret-place"></div><button id="generate-secret" class="secondary" type="button">Generate Client Secret</button></div>`}
${app.flow !== 'device' && html`<div class="card"><h2>Redirect URI</h2><p>Addresses to which we may send people back, without a fragment.</p><ul id="redirects"></ul>
<button id="add-redirect" class="link" type="button">+ Add Redirect URI</button></div>`}
<div class="card"><h2>Description</h2><p>Shown to people who are asked to allow your application.</p><textarea aria-label="Description" rows="3"></textarea></div>
</section>
<section id="oauth" hidden><div class="card"><h2>OAuth2 setting</h2><p>${FLOW_NAMES[app.flow]}</p>
<h2>Refresh token</h2><p><label><input type="radio" name="refresh" value="rotating" ${app.refresh === 'rotating' && 'checked'}> Rotating Refresh Tokens</label></p>
<p><label><input type="radio" name="refresh" value="long-lived" ${app.refresh === 'long-lived' && 'checked'}> Long Lived Refresh Tokens</label></p></div></section>`, { app });
