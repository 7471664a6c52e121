// The Mailchimp pages' HTML.

import { html, page } from '../lib/html.mjs';
import { say } from './mailchimp-words.mjs';

const day = (date, language) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(date);
const initials = (name) => name.split(' ').map((part) => part[0]).join('');
const lang = ({ layout, language }) => (layout === 'unknown' ? 'en' : language);

export function loginPage(w, config, referrer, { wrong = false, ended = false } = {}) {
  return page({
    title: `${w.logIn} | Mailchimp`,
    lang: lang(config),
    css: ['mailchimp.css'],
    body: html`<main class="login">
  <section class="login-form">
    <p class="wordmark">mailchimp</p>
    <h1>${w.logIn}</h1>
    ${wrong && html`<p class="notice error" role="alert">${w.wrong}</p>`}${ended && html`<p class="notice" role="status">${w.ended}</p>`}
    <form method="post" action="/login/post/">
      <input type="hidden" name="referrer" value="${referrer}">
      <label for="username">${w.username}</label>
      <input id="username" name="username" type="text" autocomplete="username" required>
      <label for="password">${w.password}</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required>
      <button class="primary" type="submit">${w.logIn}</button>
    </form>
  </section>
  <aside class="login-side"><p>Good mail,<br>every morning</p></aside>
</main>`,
  });
}

/** Everything round a signed-in page. */
export function frame({ config, person, words: w, role }, { title, body, data, at = 0 }) {
  return page({
    title: `${title} | Mailchimp`,
    lang: lang(config),
    css: ['mailchimp.css'],
    js: ['mailchimp.js'],
    data: {
      ...data,
      profile: config.layout === 'old' ? w.account : w.profile,
      profileHref: config.layout === 'old' ? '/account/' : '/account/profile/',
      person: person.name, account: person.account, role, words: w,
    },
    body: html`<a class="skip" href="#main">Skip to content</a>
<div class="app ${config.layout}">
  <nav class="side" aria-label="Main">
    <p class="wordmark">mailchimp</p>
    <ul>${w.nav.map((item, i) => html`<li><a href="/" class="${i === at ? 'current' : ''}"><span class="dot"></span>${item}</a></li>`)}</ul>
    <a class="upgrade" href="/">${w.upgrade}</a>
  </nav>
  <div class="column">
    <header class="top">
      <label class="search"><span class="magnifier"></span><input type="search" placeholder="${w.search}" aria-label="${w.search}"></label>
      <div class="top-right">
        <button class="quiet" type="button">${w.help}</button>
        <div class="profile">
          <button id="profile-button" class="profile-button" type="button" aria-haspopup="menu" aria-expanded="false" aria-label="${w.profileMenu}">
            <span class="avatar">${initials(person.name)}</span><span class="who"><b>${person.name}</b><small>${person.account}</small></span><span class="caret"></span></button>
          <div id="profile-menu"></div>
        </div>
      </div>
    </header>
    <main id="main">${body}</main>
  </div>
</div>`,
  });
}

export function dashboard(view) {
  const { person, words: w } = view;
  const campaigns = [
    ['Friday loaves: what is in the oven', 'Sent', '1,284', '46.2%', '8.1%'],
    ['New: cardamom knots', 'Sent', '1,267', '51.8%', '12.4%'],
    ['Holiday opening hours', 'Scheduled', '1,284', '–', '–'],
    ['Welcome series, part 1', 'Active', '312', '63.0%', '19.5%'],
    ['Order a birthday cake online', 'Draft', '–', '–', '–'],
  ];
  const bars = [32, 41, 38, 52, 47, 61, 58, 70, 66, 74, 81, 88];
  return frame(view, {
    title: 'Dashboard',
    at: 1,
    body: html`<h1>${say(w.hello, { name: person.name.split(' ')[0] })}</h1>
<p class="lead">${person.account} &middot; 1,284 contacts &middot; Standard plan</p>
<section class="tiles">
  <div class="tile"><small>Audience growth</small><b>+48</b><span class="up">3.9% this month</span></div>
  <div class="tile"><small>Open rate</small><b>49.1%</b><span class="up">above your average</span></div>
  <div class="tile"><small>Click rate</small><b>10.2%</b><span class="flat">as last month</span></div>
  <div class="tile"><small>Revenue</small><b>€2,318</b><span class="up">12 orders</span></div>
</section>
<section class="card"><h2>Contacts</h2><div class="bars">${bars.map((height) => html`<i style="height:${height}%"></i>`)}</div></section>
<section class="card"><h2>Recent campaigns</h2>
<table><thead><tr><th>Campaign</th><th>Status</th><th>Recipients</th><th>Opens</th><th>Clicks</th></tr></thead>
<tbody>${campaigns.map(([name, ...rest]) => html`<tr><td><a href="/">${name}</a></td>${rest.map((cell, i) => html`<td>${i === 0 ? html`<span class="badge ${cell.toLowerCase()}">${cell}</span>` : cell}</td>`)}</tr>`)}</tbody></table></section>`,
  });
}

/** The account's own menu bar; Extras holds the way to the keys. */
function tabs({ words: w, keysPath }, current) {
  const menu = (id, title, items) => html`<div class="tab-menu">
    <button type="button" class="tab" data-menu="${id}" aria-haspopup="menu" aria-expanded="false">${title}<span class="caret"></span></button>
    <div class="dropdown" role="menu" id="${id}" hidden>${items.map(([text, href]) => html`<a role="menuitem" href="${href}">${text}</a>`)}</div></div>`;
  const others = (list) => list.map((text, i) => [text, list === w.extrasOther && i === 0 ? '/account/oauth2/' : '/account/profile/']);
  return html`<nav class="tabs" aria-label="Account">
  <a class="tab ${current === 'overview' ? 'current' : ''}" href="/account/profile/">${w.overview}</a>
  ${menu('menu-settings', w.settings, others(w.settingsItems))}
  ${menu('menu-billing', w.billing, others(w.billingItems))}
  ${menu('menu-extras', w.extras, [[w.apiKeys, keysPath], ...others(w.extrasOther)])}
  <a class="tab" href="/account/profile/">${w.users}</a>
</nav>`;
}

export function profilePage(view) {
  const { person, words: w, role, config } = view;
  const title = config.layout === 'old' ? w.account : w.profile;
  return frame(view, {
    title,
    at: -1,
    body: html`<h1>${title}</h1>${tabs(view, 'overview')}
<div class="two">
  <section class="card"><h2>${person.name}</h2>
    <dl><dt>E-mail</dt><dd>${person.user}</dd><dt>${w.account}</dt><dd>${person.account}</dd><dt>Role</dt><dd>${role[0].toUpperCase() + role.slice(1)}</dd><dt>Time zone</dt><dd>(GMT +1:00) Europe/Berlin</dd></dl>
    <button class="secondary" type="button">Edit</button></section>
  <section class="card"><h2>Plan</h2>
    <dl><dt>Plan</dt><dd>Standard</dd><dt>Contacts</dt><dd>1,284 of 1,500</dd><dt>Next bill</dt><dd>€31.50</dd></dl>
    <button class="secondary" type="button">${w.upgrade}</button></section>
</div>`,
  });
}

/** The list as it is now: names and first four characters only. */
function newList({ words: w, may, config }, keys) {
  return html`<table class="keys"><thead><tr><th>${w.colName}</th><th>${w.colUser}</th><th>${w.colKey}</th><th>${w.colCreated}</th><th></th></tr></thead>
<tbody>${keys.map((key) => html`<tr class="${key.revoked ? 'revoked' : ''}" data-id="${key.id}">
  <td><b>${key.name}</b></td><td>${key.user}</td><td><code>${key.value.slice(0, 4)}${'•'.repeat(8)}</code></td><td>${day(key.created, lang(config))}</td>
  <td class="end">${key.revoked ? html`<span class="badge">${w.revoked}</span>` : may && html`<button type="button" class="link" data-revoke="${key.id}" data-name="${key.name}">${w.revoke}</button>`}</td></tr>`)}</tbody></table>`;
}

/** The older list: whole keys in read-only inputs, a label to type. */
function oldList({ words: w, may, config }, keys) {
  return html`<table class="keys"><thead><tr><th>${w.colCreated}</th><th>${w.colUser}</th><th>${w.label}</th><th>${w.colKey}</th><th>QR</th><th>${w.colStatus}</th></tr></thead>
<tbody>${keys.map((key) => html`<tr class="${key.revoked ? 'revoked' : ''}" data-id="${key.id}">
  <td>${day(key.created, lang(config))}</td><td>${key.user}</td>
  <td><input class="label" type="text" aria-label="${w.label}" value="${key.name}" data-label="${key.id}" placeholder="none set"></td>
  <td><input class="whole" type="text" readonly aria-label="${w.colKey}" value="${key.value}"></td><td><span class="qr"></span></td>
  <td>${key.revoked ? w.disabled : html`<span class="badge active">${w.enabled}</span> ${may && html`<button type="button" class="link" data-disable="${key.id}">${w.disable}</button>`}`}</td></tr>`)}</tbody></table>`;
}

export function keysPage(view, keys, justMade = false) {
  const { words: w, config, may, person } = view;
  const old = config.layout === 'old';
  const create = old
    ? html`<form method="post" action="/account/api/create"><button class="primary" type="submit">${w.create}</button></form>`
    : html`<button id="create-key" class="primary" type="button">${w.create}</button>`;
  return frame(view, {
    title: w.apiKeys,
    at: -1,
    data: { delay: config.delay_ms, valueIn: config.value_in },
    body: html`<h1>${w.apiKeys}</h1>${tabs(view, 'extras')}
<section class="card" id="keys">
  <div class="card-head"><div><h2>${w.yourKeys}</h2><p class="lead">${w.about}</p></div>${may && create}</div>
  ${!may && html`<p class="notice" role="status">${say(w.notAllowed, { account: person.account })}</p>`}
  ${justMade && html`<p class="notice" role="status">${w.newKey}</p>`}
  ${keys.length ? (old ? oldList : newList)(view, keys) : html`<p class="empty">${w.none}</p>`}
</section>
<section class="card"><h2>${w.developing}</h2><p><a class="secondary" role="button" id="manage-apps" href="/account/oauth2/">${w.register}</a></p></section>
<div id="dialog-place"></div>`,
  });
}
