// Dotdigital, once dotmailer: sign-in, the pages up to the API users, and the API of each region.

import { randomUUID } from 'node:crypto';
import { accountsOf, signIn } from '../lib/accounts.mjs';
import { randomHex } from '../lib/world.mjs';
import {
  ACCESS, accessPage, API_USERS, dashboardPage, loginPage, notAllowedPage, PEOPLE, peoplePage, settingsPage, userPage, usersPage,
} from './dotdigital-pages.mjs';
import { words } from './dotdigital-words.mjs';

const SESSION = 'dd_sid';
const KIND = 'dotdigital/api-user';
const BRANDS = { 'dotdigital.com': 'dotdigital', 'dotmailer.com': 'dotmailer' };
const HOST = /^(?:(login)|(r[1-3])-(app|api))\.(dotdigital\.com|dotmailer\.com)$/;

/** At least 8 characters, a digit or a sign among them, not the word itself. */
const meetsRule = (password) => password.length >= 8 && /[^A-Za-z]/.test(password) && !/password/i.test(password);

export function dotdigital(world) {
  /** `{ id, username, password, description, enabled, account, region, created }`, newest first */
  let users = [];
  /** Usernames that a form shows and nobody has saved yet: username -> account. */
  let offered = new Map();

  function keep({ username, password, description, enabled }, { account, region }, existing = false) {
    const user = { id: randomUUID(), username, password, description, enabled, account, region, created: new Date(world.now()) };
    users.unshift(user);
    const values = { username, password, endpoint: `https://${region}-api.dotdigital.com` };
    for (const [field, value] of Object.entries(values)) {
      world.issue({ provider: 'dotdigital', kind: KIND, field, value, account, label: description, existing });
    }
    return user;
  }

  function generate(account) {
    const username = `apiuser-${randomHex(6)}@apiconnector.com`;
    offered.set(username, account);
    return username;
  }

  const ownerOf = (account) => accountsOf('dotdigital').find((one) => one.account === account && one.role === 'owner');

  world.onReset.push(() => {
    users = [];
    offered = new Map();
    for (const [description, account] of [['Webshop, orders', 'Blue Door Bakery'], ['Kasse', 'Optik Feldmann']]) {
      keep({ username: `apiuser-${randomHex(6)}@apiconnector.com`, password: `${randomHex(6)}-1`, description, enabled: true }, ownerOf(account), true);
    }
  });
  world.onRevoke.push((value) => {
    const user = users.find((one) => one.username === value || one.password === value);
    if (user) user.enabled = false;
    return Boolean(user);
  });
  world.makers.set(KIND, ({ account = 'Blue Door Bakery', description = 'Made for a test', enabled = true }) => {
    const owner = ownerOf(account);
    if (!owner) throw new Error(`no account named ${account}`);
    const { username, password } = keep({ username: `apiuser-${randomHex(6)}@apiconnector.com`, password: `${randomHex(8)}-1`, description, enabled }, owner);
    return { username, password, endpoint: `https://${owner.region}-api.dotdigital.com` };
  });

  const looks = (person, domain) => {
    const setting = world.config.dotdigital_language;
    const w = words(setting, person);
    return { w, lang: setting === 'account' ? person?.language ?? 'en' : setting, brand: BRANDS[domain], person, layout: world.config.dotdigital_layout };
  };

  async function login(x, domain) {
    const back = x.url.searchParams.get('returnUrl') ?? '/';
    if (x.path === '/login' && x.method === 'POST') {
      const { username, password, returnUrl = '/' } = await x.fields();
      const found = signIn('dotdigital', username, password);
      if (!found) return x.html(loginPage({ ...looks(undefined, domain), back: returnUrl, wrong: true }), 401);
      x.cookie(SESSION, world.open(found), domain);
      const path = /^\/(?!\/)/.test(returnUrl) ? returnUrl : '/';
      return x.redirect(`https://${found.region}-app.${domain}${path}`, 303);
    }
    if (x.path !== '/' && x.path !== '/login') return x.notFound();
    const person = world.session(x.cookies[SESSION]);
    return person ? x.redirect(`https://${person.region}-app.${domain}/`) : x.html(loginPage({ ...looks(undefined, domain), back, ended: Boolean(x.cookies[SESSION]) }));
  }

  /** What is wrong with a form, as names of sentences. */
  function problems({ username, description = '', password = '', confirm = '' }, person, user) {
    const wrong = [];
    if (!user && users.some((one) => one.username === username)) wrong.push('taken');
    else if (!user && offered.get(username) !== person.account) wrong.push('username');
    if (!description.trim()) wrong.push('description');
    if (!(user && !password) && !meetsRule(password)) wrong.push('rule');
    if (password !== confirm) wrong.push('confirm');
    return wrong;
  }

  /** A form that was sent: saved, or shown again with what is wrong and without the passwords. */
  async function save(x, view, shown, user) {
    const { person } = view;
    const fields = await x.fields();
    const enabled = fields.status === 'enabled';
    const wrong = problems(fields, person, user);
    await world.pause();
    const asked = (x.req.headers['content-type'] ?? '').includes('json');
    if (wrong.length) {
      const again = { id: user?.id, username: fields.username ?? '', description: fields.description ?? '', enabled };
      return asked ? x.json({ wrong }, 422) : x.html(userPage(view, again, { ...shown, wrong }), 422);
    }
    if (user) {
      Object.assign(user, { description: fields.description, enabled }, fields.password && { password: fields.password });
    } else {
      offered.delete(fields.username);
      keep({ username: fields.username, password: fields.password, description: fields.description.trim(), enabled }, person);
    }
    return asked ? x.json({ ok: true }) : x.redirect(`${API_USERS}?saved`, 303);
  }

  function app(x, region, domain) {
    const person = world.session(x.cookies[SESSION]);
    if (x.path === '/logout') {
      world.sessions.delete(x.cookies[SESSION]);
      x.dropCookie(SESSION, domain);
      return x.redirect(`https://login.${domain}/`);
    }
    if (!person) {
      const to = `https://login.${domain}/?returnUrl=${encodeURIComponent(x.url.pathname)}`;
      return x.method === 'GET' ? x.redirect(to) : x.json({ error: 'signed out' }, 401);
    }
    if (region !== person.region) return x.redirect(`https://${person.region}-app.${domain}${x.req.url}`);
    const may = person.role !== 'user';
    const others = accountsOf('dotdigital').filter((one) => one.account === person.account && one !== person);
    const view = { ...looks(person, domain), may, others };
    const shown = { control: world.config.dotdigital_status, endpoint: `https://${region}-api.${domain}` };
    if (x.path === '/' && x.method === 'GET') return x.html(dashboardPage(view));
    if (x.path === '/settings' && x.method === 'GET') return x.html(settingsPage(view));
    if (x.path === ACCESS && x.method === 'GET') return x.html(accessPage(view));
    if (x.path === PEOPLE && x.method === 'GET') return x.html(peoplePage(view));
    if (!x.path.startsWith(API_USERS)) return x.notFound();
    if (!may) return x.html(notAllowedPage(view), 403);
    return apiUsers(x, view, shown);
  }

  function apiUsers(x, view, shown) {
    const own = users.filter((one) => one.account === view.person.account);
    const [, id, action] = x.path.slice(API_USERS.length).split('/');
    const user = own.find((one) => one.id === id);
    switch (`${x.method} ${user ? 'one' : id ?? ''} ${action ?? ''}`.trim()) {
      case 'GET': return x.html(usersPage(view, own, { ...shown, saved: x.url.searchParams.has('saved') }));
      case 'GET new': return x.html(userPage(view, { username: generate(view.person.account), description: '', enabled: world.config.dotdigital_enabled }, shown));
      case 'POST new': return save(x, view, shown);
      case 'GET one': return x.html(userPage(view, user, shown));
      case 'POST one': return save(x, view, shown, user);
      case 'POST one delete':
        users = users.filter((one) => one !== user);
        return x.redirect(API_USERS, 303);
      default: return x.notFound();
    }
  }

  /** The API: region 1 tells any account where its own region is; all else wants the right region. */
  function api(x, region) {
    const given = x.basic();
    const user = given && users.find((one) => one.username === given.user && one.password === given.password && one.enabled);
    if (!user) return x.json({ message: 'The API user or its password is not valid. ERROR_APIUSER_INVALID' }, 401, { 'WWW-Authenticate': 'Basic realm="api"' });
    const elsewhere = region !== user.region;
    if (elsewhere && !(region === 'r1' && x.path === '/v2/account-info')) {
      return x.json({ message: 'The account is not in this region.' }, 403);
    }
    if (x.path === '/v2/server-time') return x.json(new Date(world.now()).toISOString());
    if (x.path !== '/v2/account-info') return x.json({ message: 'Not found. ERROR_NOT_FOUND' }, 404);
    const text = (name, value) => ({ name, type: typeof value === 'number' ? 'Number' : 'String', value: String(value) });
    return x.json({
      id: 1000 + accountsOf('dotdigital').findIndex((one) => one.account === user.account),
      properties: [text('Name', user.account), text('MainEmail', ownerOf(user.account).user), text('ApiEndpoint', `https://${user.region}-api.dotdigital.com`),
        text('ApiCallsRemaining', 1998), text('TimeZoneIana', 'Europe/Berlin')],
    });
  }

  return {
    hosts: Object.keys(BRANDS).map((domain) => `*.${domain}`),
    handle(x) {
      const [, isLogin, region, part, domain] = HOST.exec(x.host) ?? [];
      if (!domain) return x.notFound();
      if (isLogin) return login(x, domain);
      return part === 'api' ? api(x, region) : app(x, region, domain);
    },
  };
}
