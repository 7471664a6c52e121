// The Dotdigital pages' HTML: today's, and three older layouts down to the dotmailer of My Account.

import { html, page } from '../lib/html.mjs';
import { say } from './mailchimp-words.mjs';

/** Where things stand in each layout. */
export const LAYOUTS = {
  new: { tabs: false, add: 'newUser', name: 'username', spa: true },
  dots: { tabs: false, add: 'newUser', name: 'username', spa: false },
  cog: { tabs: true, add: 'newUser', name: 'username', spa: false },
  oldest: { tabs: true, add: 'addUser', name: 'colEmail', spa: false },
};

export const ACCESS = '/settings/access';
export const PEOPLE = `${ACCESS}/users`;
export const API_USERS = `${ACCESS}/api-users`;

export const loginPage = ({ w, brand, back, wrong, ended, lang }) => page({
  title: `${w.logIn} | ${brand}`,
  lang,
  css: ['dotdigital.css'],
  body: html`<main class="login"><p class="brand">${brand}</p><h1>${w.logIn}</h1>
${wrong && html`<p class="error" role="alert">${w.wrong}</p>`}${ended && html`<p class="notice" role="status">${w.ended}</p>`}
<form method="post" action="/login"><input type="hidden" name="returnUrl" value="${back}">
<label for="username">${w.email}</label><input id="username" name="username" type="text" autocomplete="username" required>
<label for="password">${w.password}</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="primary" type="submit">${w.logIn}</button></form></main>`,
});

/** What the menu button of a layout is called, how it looks, and what it opens. */
function menu({ layout, w, person }) {
  const common = [[w.profile, '/'], [w.help, '/'], [w.logOut, '/logout']];
  switch (layout) {
    case 'new': return { label: w.userMenu, face: html`<span class="avatar">${person.name[0]}</span><span>${person.name}<small>${person.account}</small></span>`, items: [[w.settings, '/settings'], ...common] };
    case 'dots': return { label: w.more, face: '⋮', items: [[w.settings, '/settings'], ...common] };
    case 'cog': return { label: w.people, face: html`<span class="cog">&#9787;&#9881;</span>`, items: [[w.access, ACCESS], ...common] };
    default: return { label: w.myAccount, face: w.myAccount, items: [[w.manageUsers, ACCESS], ...common] };
  }
}

function frame(view, title, body, data = {}) {
  const { w, layout, brand, lang, person } = view;
  const { label, face, items } = menu(view);
  return page({
    title: `${title} | ${brand}`,
    lang,
    css: ['dotdigital.css'],
    js: ['dotdigital.js'],
    data: { ...data, menu: items },
    body: html`<div class="app ${layout}"><nav class="side" aria-label="Main"><p class="brand">${brand}</p>
<ul>${w.nav.map((item) => html`<li><a href="/">${item}</a></li>`)}</ul>
<div class="bottom"><div id="user-menu"></div><button id="user-menu-button" class="menu-button" type="button" aria-haspopup="menu" aria-expanded="false" aria-label="${layout === 'new' ? `${label}: ${person.name}, ${person.account}` : label}">${face}</button></div></nav>
<main id="main">${body}</main></div>`,
  });
}

export const dashboardPage = (view) => frame(view, view.w.nav[0], html`<h1>${say(view.w.welcome, { name: view.person.name.split(' ')[0] })}</h1>
<p class="lead">${view.person.account}</p><section class="card"><h2>${view.w.nav[1]}</h2><table><tbody><tr><td>Friday loaves</td><td>1,284</td></tr><tr><td>Cardamom knots</td><td>1,267</td></tr></tbody></table></section>`);

export const settingsPage = (view) => frame(view, view.w.settings, html`<h1>${view.w.settings}</h1><div class="tiles">
${view.w.sections.map((section) => html`<a class="tile" href="/settings"><b>${section}</b></a>`)}
<a class="tile" href="${ACCESS}"><b>${view.w.access}</b></a></div>`);

/** People, with a button of the same name as the one for API users: adding here makes a person. */
function people({ w, layout, person, others }) {
  return html`<div class="head"><h2>${LAYOUTS[layout].tabs ? w.standardUsers : w.users}</h2><button class="primary" type="button">${w[LAYOUTS[layout].add]}</button></div>
<table><thead><tr><th>${w.colName}</th><th>${w.colEmail}</th><th>${w.manage}</th></tr></thead>
<tbody>${[person, ...others].map((one) => html`<tr><td>${one.name}</td><td>${one.user}</td><td>${one.role === 'user' ? '–' : '✓'}</td></tr>`)}</tbody></table>`;
}

function tabs({ w, layout, may }, current) {
  const [first, second] = layout === 'oldest' ? [w.standard, w.api] : [w.standardUsers, w.apiUsers];
  return html`<nav class="tabs" role="tablist"><a role="tab" aria-selected="${current === 'standard'}" href="${ACCESS}">${first}</a>
${may && html`<a role="tab" aria-selected="${current === 'api'}" href="${API_USERS}">${second}</a>`}</nav>`;
}

export function accessPage(view) {
  const { w, layout, may } = view;
  const title = layout === 'oldest' ? w.manageUsers : w.access;
  if (LAYOUTS[layout].tabs) return frame(view, title, html`<h1>${title}</h1>${tabs(view, 'standard')}<section class="card">${people(view)}</section>`);
  return frame(view, title, html`<h1>${title}</h1><p class="lead">${w.accessLead}</p><div class="tiles"><a class="tile" href="${PEOPLE}"><b>${w.users}</b></a>
${may && html`<a class="tile" href="${API_USERS}"><b>${w.apiUsers}</b></a>`}<a class="tile" href="${ACCESS}"><b>${w.sso}</b></a><a class="tile" href="${ACCESS}"><b>${w.security}</b></a></div>`);
}

export const peoplePage = (view) => frame(view, view.w.users, html`<h1>${view.w.users}</h1><section class="card">${people(view)}</section>`);

const title = ({ layout, w }) => (LAYOUTS[layout].tabs ? (layout === 'oldest' ? w.manageUsers : w.access) : w.apiUsers);

export const notAllowedPage = (view) => frame(view, title(view), html`<h1>${title(view)}</h1>
<p class="notice" role="status">${say(view.w.notAllowed, { account: view.person.account })}</p>`);

export function usersPage(view, users, { endpoint, saved }) {
  const { w, layout, lang } = view;
  const day = (at) => new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeZone: 'UTC' }).format(at);
  return frame(view, title(view), html`<h1>${title(view)}</h1>${LAYOUTS[layout].tabs && tabs(view, 'api')}
<p class="endpoint">${w.endpoint}: <code id="api-endpoint">${endpoint}</code><small>${w.endpointLead}</small></p>
${saved && html`<p class="saved" role="status">${w.created}</p>`}
<section class="card"><div class="head"><h2>${w.apiUsers}</h2><a id="new-user" class="primary" role="button" href="${API_USERS}/new">${w[LAYOUTS[layout].add]}</a></div>
${users.length ? html`<table class="users"><thead><tr><th>${w.colUser}</th><th>${w.colDescription}</th><th>${w.colStatus}</th><th>${w.colCreated}</th><th></th></tr></thead>
<tbody>${users.map((user) => html`<tr data-id="${user.id}"><td>${user.username}</td><td>${user.description}</td><td>${user.enabled ? w.enabled : w.disabled}</td><td>${day(user.created)}</td><td><a href="${API_USERS}/${user.id}">${w.edit}</a></td></tr>`)}</tbody></table>` : html`<p>${w.none}</p>`}</section>`);
}

/** Enabled: a tick box, or a list to choose from. */
function status({ w }, control, enabled) {
  return control === 'select'
    ? html`<label for="status">${w.status}</label><select id="status" name="status"><option value="disabled">${w.disabled}</option><option value="enabled" ${enabled && 'selected'}>${w.enabled}</option></select>`
    : html`<p class="label" id="status-label">${w.status}</p><label class="choice"><input id="enabled" type="checkbox" name="status" value="enabled" ${enabled && 'checked'}> ${w.enabled}</label>`;
}

/**
 * The form of a new user, or of one that exists already (then without its password, which nobody can read again).
 * @param {{id?: string, username: string, description: string, enabled: boolean}} user
 */
export function userPage(view, user, { control, endpoint, wrong = [] }) {
  const { w, layout } = view;
  const { name, spa } = LAYOUTS[layout];
  const heading = user.id ? w.editTitle : w.newTitle;
  const required = !user.id && 'required';
  return frame(view, heading, html`<h1>${heading}</h1>${LAYOUTS[layout].tabs && tabs(view, 'api')}
<p class="endpoint">${w.endpoint}: <code id="api-endpoint">${endpoint}</code></p>
<form id="user-form" class="card" method="post" action="${API_USERS}/${user.id ?? 'new'}" autocomplete="off"><div id="problems">${wrong.map((one) => html`<p class="error" role="alert">${w.errors[one]}</p>`)}</div>
<label for="api-username">${w[name]}</label><input id="api-username" name="username" type="text" value="${user.username}" aria-describedby="username-hint" ${user.id && 'readonly'}><p class="hint" id="username-hint">${w.usernameHint}</p>
<label for="description">${w.description}</label><input id="description" name="description" type="text" maxlength="200" value="${user.description}"><p class="hint">${w.descriptionHint}</p>
<label for="api-password">${w.userPassword}</label><input id="api-password" name="password" type="password" autocomplete="new-password" ${required}><p class="hint">${w.rule}</p>
<label for="confirm-password">${w.confirm}</label><input id="confirm-password" name="confirm" type="password" autocomplete="new-password" ${required}>
${status(view, control, user.enabled)}
<div class="actions"><button id="save" class="primary" type="submit">${w.save}</button> <a class="secondary" href="${API_USERS}">${w.cancel}</a>
${user.id && html`<button id="delete" class="danger" type="submit" formaction="${API_USERS}/${user.id}/delete" formnovalidate>${w.remove}</button>`}</div></form>`, { spa: spa && !user.id, errors: w.errors });
}
