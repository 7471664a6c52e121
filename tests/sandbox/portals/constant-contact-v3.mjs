// Constant Contact V3: the portal where applications are made, and the API that takes their tokens.
// The authorization server between them is in constant-contact-authz.mjs.

import { randomUUID } from 'node:crypto';
import { accountsOf, signIn } from '../lib/accounts.mjs';
import { ALPHANUMERIC, randomText } from '../lib/world.mjs';
import { constantContactApi } from './constant-contact-api.mjs';
import { authorizationServer } from './constant-contact-authz.mjs';
import { applicationPage, applicationsPage, docsPage, loginPage } from './constant-contact-v3-pages.mjs';
import { langOf, words } from './constant-contact-words.mjs';

const PORTAL = 'app.constantcontact.com';
const AUTHZ = 'authz.constantcontact.com';
const API = 'api.cc.email';
const LOGIN = 'login.constantcontact.com';
const DOCS = ['developer.constantcontact.com', 'v3.developer.constantcontact.com'];
const BASE = '/pages/dma/portal';
const DOMAIN = 'constantcontact.com';
const SESSION = 'cc_app_sid';
const KIND = 'constant-contact/v3-app';
const FLOWS = new Set(['code', 'pkce', 'device']);
const REFRESH = new Set(['rotating', 'long-lived']);
const SECRET_ALPHABET = `${ALPHANUMERIC}-_`;
const MANY = 20;

/** A complete address without a fragment; a wildcard only as the whole lowest label of the host name. */
function rightRedirect(text) {
  if (!URL.canParse(text) || text.includes('#')) return false;
  const url = new URL(text);
  return ['https:', 'http:'].includes(url.protocol) && (!text.includes('*') || /^https:\/\/\*\.[^*]+\.[^*]+$/.test(text));
}

export function constantContactV3(world) {
  /** `{ id, name, flow, refresh: 'rotating'|'long-lived', redirects: [], secret, active, account }` */
  let apps = [];

  function make({ name, flow, refresh, redirects = [] }, account, existing = false) {
    const app = { id: randomUUID(), name, flow, refresh: REFRESH.has(refresh) ? refresh : 'rotating', redirects, secret: null, active: true, account };
    apps.push(app);
    world.issue({ provider: 'constant-contact', kind: KIND, field: 'client_id', value: app.id, account, label: name, existing });
    return app;
  }

  function newSecret(app, existing = false) {
    app.secret = randomText(22, SECRET_ALPHABET);
    world.issue({ provider: 'constant-contact', kind: KIND, field: 'client_secret', value: app.secret, account: app.account, label: app.name, existing });
    return app.secret;
  }

  const activeApp = (id) => apps.find((app) => app.id === id && app.active);
  /** The role counts at the API too: a token may do what the person who allowed it may do. */
  const roleOf = (person) => (world.config.cc_role === 'account' ? person.role : world.config.cc_role);
  const authz = authorizationServer(world, activeApp);
  const api = constantContactApi({ token: (value) => authz.token(value), active: (id) => Boolean(activeApp(id)), roleOf });

  world.onReset.push(() => {
    apps = [];
    authz.forget();
    newSecret(make({ name: 'Loyalty cards', flow: 'code', refresh: 'long-lived', redirects: ['https://loyalty.example/oauth'] }, 'Blue Door Bakery', true), true);
  });
  // What the provider's staff, or an owner in the portal, can end: an application, its secret, or one of its tokens.
  world.onRevoke.push((value) => {
    const app = apps.find((one) => one.id === value || one.secret === value);
    if (!app) return authz.revoke(value);
    if (app.id === value) app.active = false;
    else app.secret = null;
    return true;
  });
  world.makers.set(KIND, ({ name = 'Made for a test', flow = 'pkce', refresh, redirects = [], account = 'Blue Door Bakery' }) => {
    if (!FLOWS.has(flow)) throw new Error(`flow can be ${[...FLOWS].join(', ')}`);
    const app = make({ name, flow, refresh, redirects }, account);
    return { client_id: app.id, ...(flow === 'code' && { client_secret: newSecret(app) }) };
  });
  world.makers.set('constant-contact/v3-oauth', ({ client_id: id, user = 'dana@bluedoorbakery.example', scope }) => {
    const person = accountsOf('constant-contact').find((one) => one.user === user);
    if (!activeApp(id) || !person) throw new Error('client_id and user say whose connection it is');
    return authz.connect(id, person, scope);
  });

  const visible = (app) => ({ id: app.id, name: app.name, flow: app.flow, refresh: app.refresh, redirects: app.redirects, hasSecret: Boolean(app.secret) });

  const loginHost = () => (world.config.cc_login === 'own-host' ? LOGIN : PORTAL);
  const loginPlace = () => `https://${loginHost()}${BASE}/login`;

  async function portal(x) {
    const look = { w: words(world.config), lang: langOf(world.config) };
    const person = world.session(x.cookies[SESSION]);
    if (x.host === PORTAL && (x.path === '/' || x.path === BASE)) return x.redirect(`${BASE}/`);
    if (x.path === `${BASE}/login`) {
      if (x.host !== loginHost()) return x.redirect(loginPlace(), 307);
      if (x.method !== 'POST') return x.html(loginPage(look, { ended: Boolean(x.cookies[SESSION] && !person) }));
      const { username, password } = await x.fields();
      const found = signIn('constant-contact', username, password);
      if (!found) return x.html(loginPage(look, { wrong: true }), 401);
      x.cookie(SESSION, world.open(found), DOMAIN);
      return x.redirect(`https://${PORTAL}${BASE}/`, 303);
    }
    if (x.host === LOGIN) return x.redirect(loginPlace());
    if (x.path === `${BASE}/logout`) {
      x.dropCookie(SESSION, DOMAIN);
      return x.redirect(loginPlace());
    }
    if (!x.path.startsWith(`${BASE}/`)) return x.notFound();
    if (!person) return x.method === 'GET' ? x.redirect(loginPlace()) : x.json({ error: 'signed out' }, 401);
    const role = roleOf(person);
    const may = role !== 'campaign-creator';
    const open = world.config.v3_creation === 'open';
    return applications(x, { ...look, person, role, may, open, creation: may && open });
  }

  async function applications(x, view) {
    const own = apps.filter((app) => app.account === view.person.account && app.active);
    const [what, id, action] = x.path.slice(BASE.length + 1).split('/');
    const app = own.find((one) => one.id === id);
    if (x.method === 'GET') {
      if (what === '') return x.html(applicationsPage(view, own.map(visible)));
      return what === 'app' && app ? x.html(applicationPage(view, visible(app))) : x.notFound();
    }
    if (x.method !== 'POST' || what !== 'app') return x.notFound();
    await world.pause();
    const refuse = (name, status = 400) => x.json({ error: view.w.errors[name] }, status);
    if (!view.may) return refuse('role', 403);
    const fields = await x.fields();
    if (!id) return create(x, view, fields, refuse);
    if (!app) return x.json({ error: 'No such application.' }, 404);
    switch (action) {
      case 'secret': return x.json({ secret: newSecret(app) });
      case 'save':
        if (!(Array.isArray(fields.redirects) && fields.redirects.length <= MANY && fields.redirects.every(rightRedirect))) return refuse('redirects');
        app.redirects = fields.redirects;
        if (REFRESH.has(fields.refresh)) app.refresh = fields.refresh;
        return x.json(visible(app));
      case 'delete':
        apps = apps.filter((one) => one !== app);
        return x.json({ ok: true });
      default: return x.notFound();
    }
  }

  function create(x, view, { name: given, flow, refresh }, refuse) {
    const name = String(given ?? '').trim();
    if (!view.open) return refuse('closed', 403);
    if (!name) return refuse('name');
    if (/constant contact/i.test(name)) return refuse('brand');
    if (!FLOWS.has(flow)) return refuse('flow');
    return x.json(visible(make({ name, flow, refresh }, view.person.account)));
  }

  return {
    hosts: [PORTAL, LOGIN, AUTHZ, API, ...DOCS],
    async handle(x) {
      if (x.host === API) return api(x);
      if (x.host === AUTHZ) return authz.handle(x);
      if (DOCS.includes(x.host)) return x.html(docsPage({ w: words(world.config), lang: langOf(world.config) }));
      return portal(x);
    },
  };
}
