// The pages of Constant Contact's older developer portal and of its authorization window.

import { html, page } from '../lib/html.mjs';
import { pick } from './constant-contact-words.mjs';
import { say } from './mailchimp-words.mjs';

function portalPage({ w, lang, person, path, creation }, title, body, js = []) {
  const link = (href, text) => html`<li><a href="${href}" class="${path === href ? 'current' : ''}">${text}</a></li>`;
  return page({
    title: `${title} - Constant Contact Developer`,
    lang,
    css: ['mashery.css'],
    js,
    body: html`<header class="bar"><div class="inner">
  <a class="brand" href="/">Constant Contact <span>Developer Network</span></a>
  <ul class="main">${link('/', w.home)}${link('/docs', w.docs)}${link('/io-docs', w.tester)}${link('/apps/mykeys', w.myKeys)}${link('/forum', w.forum)}${link('/blog', w.blog)}</ul>
  <p class="sign">${person ? html`<b>${person.user}</b> <a href="/logout">${w.signOut}</a>` : html`<a href="/login/">${w.signIn}</a> <a href="/member/register">${w.register}</a>`}</p>
</div></header>
<div class="inner content">${!creation && html`<div class="banner" role="note"><b>${w.legacy}</b> ${w.legacyMore}</div>`}
${body}</div>
<footer class="inner">Terms &amp; Conditions &middot; Privacy Statement &middot; Powered by the API network</footer>`,
  });
}

export const homePage = (view) => portalPage(view, view.w.home, html`<h1>Email marketing, built into your app</h1>
<div class="columns"><section><h2>Get started</h2><p>Read how the API authenticates, then try calls with the API Tester.</p><p><a class="button" href="/io-docs">${view.w.tester}</a></p></section>
<section><h2>Your keys</h2><p>Keys that you registered earlier, with their secrets and limits.</p><p><a class="button" href="/apps/mykeys">${view.w.myKeys}</a></p></section>
<section><h2>Rate limits</h2><p>Standard: 4 calls per second and 10,000 calls per day for each key.</p></section></div>`);

export const developerLogin = (view, redirect, wrong = false) => portalPage(view, view.w.signIn, html`<h1>${view.w.signIn}</h1>
<p>${view.w.useDeveloper}</p>
${wrong && html`<p class="error" role="alert">${view.w.wrongDeveloper}</p>`}
<form class="form" method="post" action="/login/"><input type="hidden" name="redirect" value="${redirect}">
<p><label for="handle">${view.w.handle}</label><input id="handle" name="handle" type="text" autocomplete="username"></p>
<p><label for="passwd">${view.w.password}</label><input id="passwd" name="passwd" type="password" autocomplete="current-password"></p>
<p><button class="button" type="submit">${view.w.signIn}</button> <a href="/login/">${view.w.lost}</a></p></form>`);

export const verifyPage = (view) => portalPage(view, view.w.verify, html`<h1>${view.w.verify}</h1><p class="error" role="status">${view.w.verifyMore}</p>`);

/** The older form: one field counts, the others do not matter, the terms are at its end. */
function registerForm({ w }, wrong) {
  return html`${wrong && html`<p class="error" role="alert">${w[wrong]}</p>`}<form class="form" method="post" action="/apps/register">
<p><label for="application_name">${w.appName}</label><input id="application_name" name="application_name" type="text" autocomplete="off"></p>
${w.optional.map((text, i) => html`<p><label for="more-${i}">${text}</label><input id="more-${i}" name="more_${i}" type="text" autocomplete="off"></p>`)}
<div class="terms" tabindex="0">${Array.from({ length: 14 }, () => html`<p>You use the API as its documentation says, within its limits, and keep the data of others to yourself.</p>`)}</div>
<p><label class="tick"><input id="agree" name="agree" type="checkbox" value="yes"> ${w.terms}</label></p>
<p><button id="register-application" class="button" type="submit">${w.submit}</button></p></form>`;
}

export const registerPage = (view, wrong) => portalPage(view, view.w.registerApp, html`<h1>${view.w.registerApp}</h1>
${view.creation ? registerForm(view, wrong) : html`<p class="error" role="status">${view.w.closed}</p>
<p>${view.w.closedMore} <a href="/apps/mykeys">${view.w.myKeys}</a>.</p>`}`);

function keyBox({ w }, app) {
  return html`<section class="key-box"><h2>${app.name}</h2>
<h3>Constant Contact API <span class="status ${app.status}">${w[app.status]}</span></h3>
<table class="detail"><tbody>
<tr><th>${w.application}</th><td>${app.name}</td></tr>
<tr><th>${w.key}</th><td><code>${app.key}</code></td></tr>
<tr><th>${w.secret}</th><td><code>${app.secret}</code></td></tr>
<tr><th>${w.status}</th><td>${w[app.status]}</td></tr>
<tr><th>${w.created}</th><td>${app.created}</td></tr></tbody></table>
<table class="limits"><thead><tr><th>${w.limits}</th><th>${w.allowed}</th></tr></thead><tbody><tr><td>${w.perSecond}</td><td>4</td></tr><tr><td>${w.perDay}</td><td>10,000</td></tr></tbody></table></section>`;
}

export const registeredPage = (view, app) => portalPage(view, view.w.registered, html`<h1>${view.w.registered}</h1><h2>${view.w.keyInfo}</h2><p>${view.w.soon}</p>${keyBox(view, app)}
<p><a class="button" href="/io-docs">${view.w.tester}</a></p>`);

export const keysPage = (view, apps) => portalPage(view, view.w.myKeys, html`<h1>${view.w.myKeys}</h1>
<p>${view.w.keysLead}</p>${view.creation && html`<p><a class="button" href="/apps/register">${view.w.registerApp}</a></p>`}
${apps.map((app) => keyBox(view, app))}`);

export function testerPage(view, apps) {
  const { w } = view;
  const calls = [['GET', 'Account Info', '/account/info'], ['GET', 'Contact Lists', '/lists'], ['GET', 'Contacts', '/contacts'], ['POST', 'Create Contact', '/contacts'], ['GET', 'Email Campaigns', '/emailmarketing/campaigns'], ['GET', 'Library Files', '/library/files']];
  return portalPage(view, w.tester, html`<h1>${w.tester}</h1>
<p>${w.testerLead}</p>
<fieldset class="auth"><legend>Constant Contact V2</legend>
<p><label for="apiKey">${w.appKey}</label><select id="appName" aria-label="${w.application}">${apps.length ? apps.map((app) => html`<option value="${app.key}">${app.name}</option>`) : html`<option value="">${w.enterKey}</option>`}</select>
<input id="apiKey" type="text" spellcheck="false" value="${apps[0]?.key ?? ''}" placeholder="${w.keyPlaceholder}"></p>
<p><label for="accessToken">${w.accessToken}</label><input id="accessToken" type="text" spellcheck="false" value=""><button id="get-token" class="grey" type="button">${w.getToken}</button></p>
</fieldset>
<ul class="calls">${calls.map(([method, name, path]) => html`<li><span class="method ${method.toLowerCase()}">${method}</span><b>${name}</b><code>${path}</code><button type="button" class="grey small">${w.tryIt}</button></li>`)}</ul>`, ['mashery.js']);
}

function windowPage({ lang }, title, body, { js = [], data } = {}) {
  return page({
    title,
    lang,
    css: ['cc-window.css'],
    js,
    data,
    body: html`<main class="window"><p class="brand">Constant Contact</p>${body}</main>`,
  });
}

export const choosePage = (view, error) => windowPage(view, view.w.authorize, error
  ? html`<h1>${view.w.problem}</h1><p class="error" role="alert">${error}</p>`
  : html`<h1>${say(view.w.wantsAccount, { app: view.app.name })}</h1>
<p>${view.w.haveAccount}</p>
<p><a class="blue" href="${view.next('/oauth2/oauth/siteowner/login')}">${view.w.already}</a></p>
<p><a class="plain" href="${view.next('/oauth2/oauth/siteowner/authorize')}">${view.w.trial}</a></p>`);

export const oauthLogin = (view, wrong = false) => windowPage(view, view.w.logIn2, html`<h1>${view.w.logInTo}</h1>
<p>${say(view.w.willConnect, { app: view.app.name })}</p>
${wrong && html`<p class="error" role="alert">${view.w.wrongPair}</p>`}
<form method="post" action="${view.next('/oauth2/oauth/siteowner/login')}">
<label for="luser">${view.w.userOrEmail}</label><input id="luser" name="luser" type="text" autocomplete="username">
<label for="lpass">${view.w.password}</label><input id="lpass" name="lpass" type="password" autocomplete="current-password">
<button class="blue" type="submit">${view.w.logIn2}</button></form>`);

export const allowPage = (view) => windowPage(view, view.w.allowAccess, html`<h1>${view.w.allowQuestion}</h1>
<p>${say(view.w.wouldAccess, { app: view.app.name, account: view.person.account, user: view.person.user })}</p>
<ul>${view.w.could.map((line) => html`<li>${line}</li>`)}</ul>
<button id="allow" class="blue" type="button">${view.w.allow}</button> <button class="plain" type="button">${view.w.deny}</button>`, { js: ['cc-token.js'], data: { words: pick(view.w, ['noToken', 'closeWindow', 'yourToken', 'useToken', 'tokenMeta']) } });
