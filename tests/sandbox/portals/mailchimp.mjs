// Mailchimp: sign-in, the account's pages up to the API keys, and the API that knows the keys.

import { accountsOf, dcOf, signIn } from '../lib/accounts.mjs';
import { randomHex } from '../lib/world.mjs';
import { mailchimpOauth } from './mailchimp-oauth.mjs';
import { dashboard, keysPage, loginPage, profilePage } from './mailchimp-pages.mjs';
import { words } from './mailchimp-words.mjs';

const DOMAIN = 'mailchimp.com';
const SESSION = '_mcid';
const KIND = 'mailchimp/api-key';
const adminOf = (person) => `https://${dcOf(person)}.admin.mailchimp.com`;
const INVALID = "Your API key may be invalid, or you've attempted to access the wrong datacenter.";
const MAY_CREATE = new Set(['owner', 'admin', 'manager']);
/** Where the keys live; the unknown layout has moved them. */
const KEYS_PATH = { new: '/account/api/', old: '/account/api/', unknown: '/settings/connections/codes/' };

export function mailchimp(world) {
  /** All keys ever made: `{ id, name, value, user, account, created, revoked }`, newest first. */
  let keys = [];

  const oauth = mailchimpOauth(world, { cookie: SESSION, domain: DOMAIN });
  const someoneOf = (account) => accountsOf('mailchimp').find((one) => one.account === account);

  function make(name, person, { existing = false, created = new Date(world.now()) } = {}) {
    const value = `${randomHex(16)}-${dcOf(person)}`;
    const { id } = world.issue({ provider: 'mailchimp', kind: KIND, field: 'api_key', value, account: person.account, label: name, existing });
    const key = { id, name, value, user: person.name, account: person.account, created, revoked: false };
    keys.unshift(key);
    return key;
  }

  world.onReset.push(() => {
    keys = [];
    make('Webshop, old', { name: 'Max Okafor', account: 'Blue Door Bakery' }, { existing: true, created: new Date('2021-03-09T09:12:00Z') });
    make('Till sync', { name: 'Dana Whitfield', account: 'Blue Door Bakery' }, { existing: true, created: new Date('2024-11-18T14:40:00Z') });
    make('Portfolio form', { name: 'Robin Vale', account: 'Studio Elm' }, { existing: true, created: new Date('2023-06-02T08:05:00Z') });
  });

  world.onRevoke.push((value) => {
    const key = keys.find((one) => one.value === value);
    if (key) key.revoked = true;
    return Boolean(key);
  });
  world.makers.set(KIND, ({ account = 'Blue Door Bakery', label = 'Made for a test' }) => {
    const owner = someoneOf(account);
    if (!owner) throw new Error(`no account named ${account}`);
    return { api_key: make(label, owner).value };
  });

  const roleOf = (person) => (world.config.role === 'account' ? person.role : world.config.role);

  /** What the page is told about a new key: normally the value, or one of the odd cases. */
  function shown(key) {
    switch (world.config.value) {
      case 'masked': return [`${key.value.slice(0, 4)}${'*'.repeat(28)}`];
      case 'without-region': return [key.value.slice(0, 32)];
      case 'two-candidates': {
        const other = `${randomHex(16)}-${key.value.split('-')[1]}`;
        world.issue({ provider: 'mailchimp', kind: KIND, field: 'decoy', value: other, account: key.account, label: 'second candidate' });
        return [key.value, other];
      }
      default: return [key.value];
    }
  }

  async function login(x) {
    const person = world.session(x.cookies[SESSION]);
    const back = x.url.searchParams.get('referrer') ?? '/';
    if (x.method === 'POST' && x.path === '/login/post/') {
      const { username, password, referrer = '/' } = await x.fields();
      const found = signIn('mailchimp', username, password);
      if (!found) return x.html(loginPage(words(world.config), world.config, referrer, { wrong: true }), 401);
      x.cookie(SESSION, world.open(found), DOMAIN);
      // Only a path of our own: this is a sign-in page, not an open redirector.
      return x.redirect(new URL(/^\/(?!\/)/.test(referrer) ? referrer : '/', adminOf(found)).href, 303);
    }
    if (x.path === '/login/logout/') {
      world.sessions.delete(x.cookies[SESSION]);
      x.dropCookie(SESSION, DOMAIN);
      return x.redirect('/');
    }
    if (x.path !== '/' && x.path !== '/login/') return x.notFound();
    return person ? x.redirect(`${adminOf(person)}/`) : x.html(loginPage(words(world.config), world.config, back, { ended: Boolean(x.cookies[SESSION]) }));
  }

  async function admin(x) {
    const person = world.session(x.cookies[SESSION]);
    if (!person) {
      const target = `https://login.mailchimp.com/?referrer=${encodeURIComponent(x.url.pathname + x.url.search)}`;
      return x.method === 'GET' ? x.redirect(target) : x.json({ error: 'signed out' }, 401);
    }
    if (x.host !== new URL(adminOf(person)).host) return x.redirect(adminOf(person) + x.req.url);
    const { config } = world;
    const keysPath = KEYS_PATH[config.layout];
    const may = MAY_CREATE.has(roleOf(person));
    const view = { config, person, role: roleOf(person), may, keysPath, words: words(config) };
    if (may && x.path.startsWith('/account/oauth2/')) return oauth.pages(x, view);
    // A manager sees their own keys; who may not make any sees none.
    const own = keys.filter((key) => may && key.account === person.account
      && (roleOf(person) !== 'manager' || key.user === person.name));

    if (x.method === 'GET') {
      switch (x.path) {
        case '/': return x.html(dashboard(view));
        case '/account/': case '/account/profile/': return x.html(profilePage(view));
        case '/account/api': case '/account/api/':
          if (x.path !== keysPath) return x.redirect(keysPath);
          return x.html(keysPage(view, own, x.url.searchParams.has('new')));
        case KEYS_PATH.unknown: return x.html(keysPage(view, own));
        default: return x.notFound();
      }
    }
    if (x.method !== 'POST') return x.notFound();
    if (!may) return x.json({ error: 'forbidden' }, 403);
    switch (x.path) {
      case '/account/api/generate': {
        const { name } = await x.fields();
        if (!String(name ?? '').trim()) return x.json({ error: 'A name is needed.' }, 400);
        const key = make(String(name).trim().slice(0, 100), person);
        await world.pause();
        return x.json({ values: shown(key), id: key.id });
      }
      case '/account/api/create': { // the older pages: a plain form, the whole key in the list
        make('', person);
        await world.pause();
        return x.redirect(`${keysPath}?new`, 303);
      }
      case '/account/api/label': {
        const { id, label } = await x.fields();
        const key = own.find((one) => one.id === id);
        if (key) key.name = String(label ?? '').slice(0, 100);
        return x.json({ ok: Boolean(key) });
      }
      case '/account/api/revoke': {
        const { id, confirm } = await x.fields();
        const key = own.find((one) => one.id === id);
        if (!key || confirm !== 'REVOKE') return x.json({ error: 'not confirmed' }, 400);
        key.revoked = true;
        return x.json({ ok: true });
      }
      default: return x.notFound();
    }
  }

  /** Marketing API: who calls is told by the key, whose end names the data centre. */
  function api(x) {
    const given = x.authorization('Bearer') ?? x.basic()?.password;
    const problem = (status, title, detail) => x.send(status, 'application/problem+json; charset=utf-8', JSON.stringify({
      type: 'https://mailchimp.com/developer/marketing/docs/errors/', title, status, detail, instance: randomHex(16),
    }));
    if (!given) return problem(401, 'API Key Missing', 'Your request did not include an API key.');
    const key = keys.find((one) => one.value === given && !one.revoked);
    const person = oauth.personOf(given) ?? (key && someoneOf(key.account));
    if (!person) return problem(401, 'API Key Invalid', INVALID);
    if (!x.host.startsWith(`${dcOf(person)}.`)) {
      // Which of the two the real one says for a right key at the wrong data centre is not known.
      return world.config.mailchimp_wrong_dc === '401'
        ? problem(401, 'API Key Invalid', INVALID)
        : problem(403, 'Wrong Datacenter', 'The API key provided is linked to a different data center.');
    }
    if (world.config.mailchimp_api === 'forbidden') return problem(403, 'User Disabled', 'This account has been disabled.');
    switch (x.path) {
      case '/3.0/ping': return x.json({ health_status: "Everything's Chimpy!" });
      case '/3.0/': case '/3.0': return x.json({
        account_id: '8d3a3db4d97663a9074efcc16', login_id: '1001', account_name: person.account, email: person.user,
        first_name: person.name.split(' ')[0], last_name: person.name.split(' ')[1], username: person.name, role: person.role,
        pricing_plan_type: 'monthly', total_subscribers: 1284,
      });
      default: return problem(404, 'Resource Not Found', 'The requested resource could not be found.');
    }
  }

  return {
    hosts: ['*.mailchimp.com'],
    handle(x) {
      if (x.host === 'login.mailchimp.com') return oauth.handle(x) || login(x);
      if (x.host.endsWith('.admin.mailchimp.com') || x.host === 'admin.mailchimp.com') return admin(x);
      if (x.host.endsWith('.api.mailchimp.com')) return api(x);
      return x.notFound();
    },
  };
}
