// Constant Contact V3: the portal where applications are made, and the API that takes their tokens.
// The authorization server between them is in constant-contact-authz.mjs.

import { randomUUID } from 'node:crypto';
import { signIn } from '../lib/accounts.mjs';
import { ALPHANUMERIC, randomText } from '../lib/world.mjs';
import { authorizationServer } from './constant-contact-authz.mjs';
import { applicationPage, applicationsPage, loginPage } from './constant-contact-v3-pages.mjs';

const PORTAL = 'app.constantcontact.com';
const BASE = '/pages/dma/portal';
const SESSION = 'cc_app_sid';
const FLOWS = new Set(['code', 'pkce', 'device']);
const SECRET_ALPHABET = `${ALPHANUMERIC}-_`;

export function constantContactV3(world) {
  /** `{ id, name, flow, refresh: 'rotating'|'long-lived', redirects: [], secret, owner, account }` */
  let apps = [];

  function make({ name, flow, refresh, redirects = [] }, person, existing = false) {
    const app = { id: randomUUID(), name, flow, refresh, redirects, secret: null, active: true, owner: person.user, account: person.account };
    apps.push(app);
    world.issue({ provider: 'constant-contact', kind: 'constant-contact/v3-app', field: 'client_id', value: app.id, account: person.account, label: name, existing });
    return app;
  }

  function newSecret(app, existing = false) {
    app.secret = randomText(22, SECRET_ALPHABET);
    world.issue({ provider: 'constant-contact', kind: 'constant-contact/v3-app', field: 'client_secret', value: app.secret, account: app.account, label: app.name, existing });
    return app.secret;
  }

  const authz = authorizationServer(world, (id) => apps.find((app) => app.id === id));

  world.onReset.push(() => {
    apps = [];
    authz.forget();
    const dana = { user: 'dana@bluedoorbakery.example', account: 'Blue Door Bakery' };
    newSecret(make({ name: 'Loyalty cards', flow: 'code', refresh: 'long-lived', redirects: ['https://loyalty.example/oauth'] }, dana, true), true);
  });

  /** What the provider's staff, or an owner in the portal, can end: an application, or one of its tokens. */
  world.onRevoke.push((value) => {
    const app = apps.find((one) => one.id === value || one.secret === value);
    if (!app) return authz.revoke(value);
    if (app.id === value) app.active = false;
    else app.secret = null;
    return true;
  });

  const visible = (app) => ({ id: app.id, name: app.name, flow: app.flow, refresh: app.refresh, redirects: app.redirects, hasSecret: Boolean(app.secret) });

  function rightRedirects(list) {
    return Array.isArray(list) && list.length <= 20 && list.every((text) => {
      try {
        const url = new URL(text);
        return ['https:', 'http:'].includes(url.protocol) && !text.includes('#');
      } catch {
        return false;
      }
    });
  }

  async function portal(x) {
    const person = world.session(x.cookies[SESSION]);
    if (x.path === '/' || x.path === '/pages/dma/portal') return x.redirect(`${BASE}/`);
    if (x.path === `${BASE}/login`) {
      if (x.method !== 'POST') return x.html(loginPage());
      const { username, password } = await x.fields();
      const found = signIn('constant-contact', username, password);
      if (!found) return x.html(loginPage(true), 401);
      x.cookie(SESSION, world.open(found), PORTAL);
      return x.redirect(`${BASE}/`, 303);
    }
    if (x.path === `${BASE}/logout`) {
      x.dropCookie(SESSION, PORTAL);
      return x.redirect(`${BASE}/login`);
    }
    if (!x.path.startsWith(`${BASE}/`)) return x.notFound();
    if (!person) return x.method === 'GET' ? x.redirect(`${BASE}/login`) : x.json({ error: 'signed out' }, 401);
    const own = apps.filter((app) => app.owner === person.user);
    const view = { person, creation: world.config.v3_creation === 'open' };
    const [what, id, action] = x.path.slice(BASE.length + 1).split('/');

    if (x.method === 'GET') {
      if (what === '') return x.html(applicationsPage(view, own.map(visible)));
      const app = what === 'app' && own.find((one) => one.id === id);
      return app ? x.html(applicationPage(view, visible(app))) : x.notFound();
    }
    if (x.method !== 'POST' || what !== 'app') return x.notFound();
    await new Promise((done) => { setTimeout(done, world.config.delay_ms); });
    const fields = await x.fields();
    if (!id) {
      const name = String(fields.name ?? '').trim();
      if (!view.creation) return x.json({ error: 'New applications cannot be created at this time.' }, 403);
      if (!name) return x.json({ error: 'Enter a name.' }, 400);
      if (/constant contact/i.test(name)) return x.json({ error: 'The name may not contain "Constant Contact".' }, 400);
      if (!FLOWS.has(fields.flow)) return x.json({ error: 'Choose an OAuth2 setting.' }, 400);
      return x.json(visible(make({ name, flow: fields.flow, refresh: fields.refresh === 'long-lived' ? 'long-lived' : 'rotating' }, person)));
    }
    const app = own.find((one) => one.id === id);
    if (!app) return x.json({ error: 'No such application.' }, 404);
    switch (action) {
      case 'secret': return x.json({ secret: newSecret(app) });
      case 'save':
        if (!rightRedirects(fields.redirects)) return x.json({ error: 'Enter complete addresses, without a fragment.' }, 400);
        app.redirects = fields.redirects;
        if (['rotating', 'long-lived'].includes(fields.refresh)) app.refresh = fields.refresh;
        return x.json(visible(app));
      case 'delete':
        apps = apps.filter((one) => one !== app);
        return x.json({ ok: true });
      default: return x.notFound();
    }
  }

  function api(x) {
    const token = authz.token(x.authorization('Bearer') ?? '');
    if (!token) return x.json({ error_key: 'unauthorized', error_message: 'Unauthorized' }, 401);
    if (!apps.some((app) => app.id === token.clientId && app.active)) return x.json([{ error_key: 'application.deactivated', error_message: 'The application is not active.' }], 403);
    if (x.path === '/v3/account/user/privileges') {
      return x.json(['account:read', 'account:update', 'contacts:read', 'contacts:write', 'campaign:read', 'campaign:write']
        .map((name, i) => ({ privilege_id: 4000 + i, privilege_name: name })));
    }
    if (x.path === '/v3/account/summary') {
      if (!token.scopes.includes('account_read')) return x.json([{ error_key: 'unauthorized.scope', error_message: 'The scope account_read is missing.' }], 403);
      const [first, last] = token.person.name.split(' ');
      return x.json({
        contact_email: token.person.user, contact_phone: '5551234567', country_code: 'DE', encoded_account_id: 'p07e1l5bw0t1', first_name: first, last_name: last,
        organization_name: token.person.account, state_code: '', time_zone_id: 'Europe/Berlin', website: 'https://bluedoorbakery.example',
      });
    }
    return x.json([{ error_key: 'not_found', error_message: 'The requested resource was not found.' }], 404);
  }

  return {
    hosts: [PORTAL, 'authz.constantcontact.com', 'api.cc.email'],
    async handle(x) {
      if (x.host === 'api.cc.email') return api(x);
      if (x.host === 'authz.constantcontact.com') return authz.handle(x);
      return portal(x);
    },
  };
}
