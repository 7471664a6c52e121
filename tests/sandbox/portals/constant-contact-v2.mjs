// Constant Contact V2: the developer portal with its own accounts, the API tester, the window
// in which the other account gives its token, and the API that wants both.

import { signIn } from '../lib/accounts.mjs';
import { ALPHANUMERIC, LOWER, randomText } from '../lib/world.mjs';
import { randomUUID } from 'node:crypto';
import {
  allowPage, choosePage, developerLogin, homePage, keysPage, oauthLogin, registerPage, testerPage,
} from './constant-contact-v2-pages.mjs';

const PORTAL = 'constantcontact.mashery.com';
const PORTAL_SESSION = 'mashery_sid';
const OAUTH_HOST = 'oauth2.constantcontact.com';
const OAUTH_SESSION = 'cc_oauth_sid';
const OAUTH = '/oauth2/oauth/siteowner';
const TEN_YEARS_LESS_ONE = 315359999;

export function constantContactV2(world) {
  /** Applications of the developer account: `{ name, key, secret, status, created }`. */
  let apps = [];
  /** Tokens: token -> `{ key, account, person }`. */
  let tokens = new Map();

  function application(name, status, created) {
    const app = { name, key: randomText(24, LOWER), secret: randomText(24, ALPHANUMERIC), status, created };
    apps.push(app);
    for (const field of ['key', 'secret']) {
      world.issue({
        provider: 'constant-contact', kind: 'constant-contact/v2-token', field: field === 'key' ? 'api_key' : 'client_secret',
        value: app[field], account: 'Studio Elm (developer account)', label: name, existing: true,
      });
    }
    return app;
  }

  world.onReset.push(() => {
    apps = [];
    tokens = new Map();
    application('Studio Elm client sites', 'active', '2019-04-11');
    application('Old newsletter import', 'disabled', '2016-09-02');
  });

  async function portal(x) {
    const person = world.session(x.cookies[PORTAL_SESSION]);
    const view = { person, path: x.path };
    switch (`${x.method} ${x.path}`) {
      case 'GET /': return x.html(homePage(view));
      case 'GET /login': case 'GET /login/': return x.html(developerLogin(view, x.url.searchParams.get('redirect') ?? '/apps/mykeys'));
      case 'POST /login/': {
        const { handle, passwd, redirect } = await x.fields();
        const found = signIn('mashery', handle, passwd);
        if (!found) return x.html(developerLogin(view, redirect, true), 401);
        x.cookie(PORTAL_SESSION, world.open(found), PORTAL);
        return x.redirect(/^\/(?!\/)/.test(redirect ?? '') ? redirect : '/apps/mykeys', 303);
      }
      case 'GET /logout': case 'GET /logout/':
        x.dropCookie(PORTAL_SESSION, PORTAL);
        return x.redirect('/');
      case 'GET /member/register': case 'GET /apps/register': return x.html(registerPage(view));
      case 'GET /apps/mykeys': return person ? x.html(keysPage(view, apps)) : x.redirect('/login/?redirect=/apps/mykeys');
      // The tester is open to all; the key is filled in for those who are signed in.
      case 'GET /io-docs': case 'GET /io-docs/':
        return x.html(testerPage(view, apps.filter((app) => person && world.config.v2_prefilled && app.status === 'active')));
      default: return x.notFound();
    }
  }

  /** The window of the API tester. Everything it must remember goes along in the address, as there. */
  async function oauth(x) {
    const keep = x.url.searchParams;
    const app = apps.find((one) => one.key === keep.get('client_id') && one.status === 'active');
    const next = (path) => `${path}?${keep}`;
    if (x.path === '/oauth2/tokeninfo.htm') return introspect(x);
    if (!x.path.startsWith(OAUTH)) return x.notFound();
    if (!app) return x.html(choosePage({ error: 'The client_id of this request is not known.' }), 400);
    const person = world.session(x.cookies[OAUTH_SESSION]);
    const view = { app, next, person };
    switch (`${x.method} ${x.path.slice(OAUTH.length)}`) {
      case 'GET /authorize': return x.html(choosePage(view));
      case 'GET /login': return x.html(oauthLogin(view));
      case 'POST /login': {
        const { luser, lpass } = await x.fields();
        const found = signIn('constant-contact', luser, lpass);
        if (!found) return x.html(oauthLogin(view, true), 401);
        x.cookie(OAUTH_SESSION, world.open(found), OAUTH_HOST);
        return x.redirect(next(`${OAUTH}/allow`), 303);
      }
      case 'GET /allow': return person ? x.html(allowPage(view)) : x.redirect(next(`${OAUTH}/login`));
      case 'POST /allow': {
        if (!person) return x.json({ error: 'signed out' }, 401);
        const token = randomUUID();
        tokens.set(token, { key: app.key, account: person.account, person });
        world.issue({ provider: 'constant-contact', kind: 'constant-contact/v2-token', field: 'access_token', value: token, account: person.account, label: app.name });
        await new Promise((done) => { setTimeout(done, world.config.delay_ms); });
        return x.json({ access_token: token, token_type: 'Bearer', expires_in: TEN_YEARS_LESS_ONE });
      }
      default: return x.notFound();
    }
  }

  function introspect(x) {
    const known = tokens.get(x.url.searchParams.get('access_token') ?? '');
    return known
      ? x.json({ client_id: known.key, user_name: known.person.user, expires_in: TEN_YEARS_LESS_ONE })
      : x.json({ error: 'invalid_token', error_description: 'Token was not recognised' }, 400);
  }

  function api(x) {
    const refuse = (status, key, message) => x.json([{ error_key: key, error_message: message }], status);
    const app = apps.find((one) => one.key === x.url.searchParams.get('api_key'));
    if (!app || app.status !== 'active' || world.config.v2_api === 'not-yet-active') {
      return refuse(403, 'mashery.not.authorized.inactive', 'Mashery Not Authorized Inactive');
    }
    const given = tokens.get(x.authorization('Bearer') ?? '');
    if (!given || given.key !== app.key) return refuse(401, 'http.status.authentication.invalid_token', 'The oauth security token in the Authorization header is not valid.');
    if (x.path !== '/v2/account/info') return refuse(404, 'http.status.not_found', 'The requested resource was not found.');
    const [first, last] = given.person.name.split(' ');
    return x.json({
      website: 'https://bluedoorbakery.example', organization_name: given.account, time_zone: 'Europe/Berlin', first_name: first, last_name: last,
      email: given.person.user, phone: '5551234567', company_logo: '', country_code: 'DE', state_code: '', organization_addresses: [],
    });
  }

  return {
    hosts: [PORTAL, OAUTH_HOST, 'api.constantcontact.com'],
    handle(x) {
      if (x.host === OAUTH_HOST) return oauth(x);
      if (x.host === 'api.constantcontact.com') return api(x);
      return portal(x);
    },
  };
}
