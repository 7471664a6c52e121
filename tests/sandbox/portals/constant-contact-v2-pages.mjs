// The pages of Constant Contact's older developer portal and of its authorization window.

import { html, page } from '../lib/html.mjs';

function portalPage({ person, path }, title, body, js = []) {
  const link = (href, text) => html`<li><a href="${href}" class="${path === href ? 'current' : ''}">${text}</a></li>`;
  return page({
    title: `${title} - Constant Contact Developer`,
    css: ['mashery.css'],
    js,
    body: html`<header class="bar"><div class="inner">
  <a class="brand" href="/">Constant Contact <span>Developer Network</span></a>
  <ul class="main">${link('/', 'Home')}${link('/docs', 'Documentation')}${link('/io-docs', 'API Tester')}${link('/apps/mykeys', 'My Keys')}${link('/forum', 'Forum')}${link('/blog', 'Blog')}</ul>
  <p class="sign">${person ? html`<b>${person.user}</b> <a href="/logout">Sign Out</a>` : html`<a href="/login/">Sign In</a> <a href="/member/register">Register</a>`}</p>
</div></header>
<div class="inner content"><div class="banner" role="note"><b>V2 is a legacy API.</b> Creating new V2 API keys is no longer supported. Existing keys continue to work. Please use the V3 API for new applications.</div>
${body}</div>
<footer class="inner">Terms &amp; Conditions &middot; Privacy Statement &middot; Powered by the API network</footer>`,
  });
}

export const homePage = (view) => portalPage(view, 'Home', html`<h1>Email marketing, built into your app</h1>
<div class="columns"><section><h2>Get started</h2><p>Read how the API authenticates, then try calls with the API Tester.</p><p><a class="button" href="/io-docs">API Tester</a></p></section>
<section><h2>Your keys</h2><p>Keys that you registered earlier, with their secrets and limits.</p><p><a class="button" href="/apps/mykeys">My Keys</a></p></section>
<section><h2>Rate limits</h2><p>Standard: 4 calls per second and 10,000 calls per day for each key.</p></section></div>`);

export const developerLogin = (view, redirect, wrong = false) => portalPage(view, 'Sign In', html`<h1>Sign In</h1>
<p>Use your <b>developer account</b>. It is separate from your Constant Contact account.</p>
${wrong && html`<p class="error" role="alert">The username or password you entered is incorrect.</p>`}
<form class="form" method="post" action="/login/"><input type="hidden" name="redirect" value="${redirect}">
<p><label for="handle">Username</label><input id="handle" name="handle" type="text" autocomplete="username"></p>
<p><label for="passwd">Password</label><input id="passwd" name="passwd" type="password" autocomplete="current-password"></p>
<p><button class="button" type="submit">Sign In</button> <a href="/login/">Lost password?</a></p></form>`);

export const registerPage = (view) => portalPage(view, 'Register an Application', html`<h1>Register an Application</h1>
<p class="error" role="status">Creating new V2 API keys is no longer supported.</p>
<p>New applications use the V3 API. Keys that exist already are listed under <a href="/apps/mykeys">My Keys</a>.</p>`);

export const keysPage = (view, apps) => portalPage(view, 'My Keys', html`<h1>My Keys</h1>
<p>Keys issued to your applications. Keep each secret to yourself.</p>
${apps.map((app) => html`<section class="key-box"><h2>${app.name}</h2>
<h3>Constant Contact API <span class="status ${app.status}">${app.status}</span></h3>
<table class="detail"><tbody>
<tr><th>Application</th><td>${app.name}</td></tr>
<tr><th>Key</th><td><code>${app.key}</code></td></tr>
<tr><th>Secret</th><td><code>${app.secret}</code></td></tr>
<tr><th>Status</th><td>${app.status}</td></tr>
<tr><th>Created</th><td>${app.created}</td></tr></tbody></table>
<table class="limits"><thead><tr><th>Rate limits</th><th>Allowed</th></tr></thead><tbody><tr><td>Calls per second</td><td>4</td></tr><tr><td>Calls per day</td><td>10,000</td></tr></tbody></table></section>`)}`);

export function testerPage(view, apps) {
  const calls = [['GET', 'Account Info', '/account/info'], ['GET', 'Contact Lists', '/lists'], ['GET', 'Contacts', '/contacts'], ['POST', 'Create Contact', '/contacts'], ['GET', 'Email Campaigns', '/emailmarketing/campaigns'], ['GET', 'Library Files', '/library/files']];
  return portalPage(view, 'API Tester', html`<h1>API Tester</h1>
<p>Try the API with your own key. You need an application key and an access token of the Constant Contact account that you want to reach.</p>
<fieldset class="auth"><legend>Constant Contact V2</legend>
<p><label for="apiKey">App / Key</label><select id="appName" aria-label="Application">${apps.length ? apps.map((app) => html`<option value="${app.key}">${app.name}</option>`) : html`<option value="">Enter a key</option>`}</select>
<input id="apiKey" type="text" spellcheck="false" value="${apps[0]?.key ?? ''}" placeholder="Sign in to have your key filled in"></p>
<p><label for="accessToken">Access Token</label><input id="accessToken" type="text" spellcheck="false" value=""><button id="get-token" class="grey" type="button">Get Access Token</button></p>
</fieldset>
<ul class="calls">${calls.map(([method, name, path]) => html`<li><span class="method ${method.toLowerCase()}">${method}</span><b>${name}</b><code>${path}</code><button type="button" class="grey small">Try it!</button></li>`)}</ul>`, ['mashery.js']);
}

function windowPage(title, body, js = []) {
  return page({
    title,
    css: ['cc-window.css'],
    js,
    body: html`<main class="window"><p class="brand">Constant Contact</p>${body}</main>`,
  });
}

export const choosePage = ({ app, next, error }) => windowPage('Authorize', error
  ? html`<h1>Something is wrong</h1><p class="error" role="alert">${error}</p>`
  : html`<h1>${app.name} would like to connect to a Constant Contact account</h1>
<p>Do you have a Constant Contact account?</p>
<p><a class="blue" href="${next('/oauth2/oauth/siteowner/login')}">I already have an account</a></p>
<p><a class="plain" href="${next('/oauth2/oauth/siteowner/authorize')}">Sign up for a free trial</a></p>`);

export const oauthLogin = ({ app, next }, wrong = false) => windowPage('Log in', html`<h1>Log in to your Constant Contact account</h1>
<p><b>${app.name}</b> will be connected to the account you log in to.</p>
${wrong && html`<p class="error" role="alert">That username and password do not match.</p>`}
<form method="post" action="${next('/oauth2/oauth/siteowner/login')}">
<label for="luser">User Name or Email</label><input id="luser" name="luser" type="text" autocomplete="username">
<label for="lpass">Password</label><input id="lpass" name="lpass" type="password" autocomplete="current-password">
<button class="blue" type="submit">Log In</button></form>`);

export const allowPage = ({ app, next, person }) => windowPage('Allow access', html`<h1>Allow access?</h1>
<p><b>${app.name}</b> would like to access the Constant Contact account of <b>${person.account}</b> (${person.user}). It could then:</p>
<ul><li>View and change your contacts and lists</li><li>View and create email campaigns</li><li>View your reports</li></ul>
<button id="allow" class="blue" type="button">Allow</button> <button class="plain" type="button">Deny</button>`, ['cc-token.js']);
