// Constant Contact V2: the developer portal with its own accounts, the API tester, the window
// in which the other account gives its token, and the API that wants both.

import { accountsOf, signIn } from '../lib/accounts.mjs';
import { ALPHANUMERIC, LOWER, randomText } from '../lib/world.mjs';
import { randomUUID } from 'node:crypto';
import {
  allowPage, choosePage, developerLogin, homePage, keysPage, oauthLogin, registeredPage, registerPage, testerPage, verifyPage,
} from './constant-contact-v2-pages.mjs';
import { langOf, words } from './constant-contact-words.mjs';

const PORTAL = 'constantcontact.mashery.com';
const PORTAL_SESSION = 'mashery_sid';
const OAUTH_HOST = 'oauth2.constantcontact.com';
const OAUTH_SESSION = 'cc_oauth_sid';
const OAUTH = '/oauth2/oauth/siteowner';
const TEN_YEARS_LESS_ONE = 315359999;
const KIND = 'constant-contact/v2-token';
const DEVELOPER = 'Studio Elm (developer account)';
/** How long a new key is unknown to the API, in milliseconds. */
const UNKNOWN_FOR = 15 * 60_000;

export function constantContactV2(world) {
  /** Applications of the developer accounts: `{ name, key, secret, status, created, account, known }`; `known`: the API knows it from then on. */
  let apps = [];
  /** Tokens: token -> `{ key, account, person }`. */
  let tokens = new Map();

  function application(name, { status = 'active', created, account = DEVELOPER, known = 0, existing = false }) {
    const app = { name, key: randomText(24, LOWER), secret: randomText(24, ALPHANUMERIC), status, created, account, known };
    apps.push(app);
    for (const field of ['key', 'secret']) {
      world.issue({ provider: 'constant-contact', kind: KIND, field: field === 'key' ? 'api_key' : 'client_secret', value: app[field], account, label: name, existing });
    }
    return app;
  }

  function register(name, account, at = world.now()) {
    return application(name, { created: new Date(at).toISOString().slice(0, 10), account, known: at + UNKNOWN_FOR });
  }

  function grant(app, person) {
    const token = randomUUID();
    tokens.set(token, { key: app.key, account: person.account, person });
    world.issue({ provider: 'constant-contact', kind: KIND, field: 'access_token', value: token, account: person.account, label: app.name });
    return token;
  }

  world.onReset.push(() => {
    apps = [];
    tokens = new Map();
    application('Studio Elm client sites', { created: '2019-04-11', existing: true });
    application('Old newsletter import', { created: '2016-09-02', status: 'disabled', existing: true });
  });
  // A token is ended by the provider's support, a key with its application.
  world.onRevoke.push((value) => {
    const app = apps.find((one) => one.key === value || one.secret === value);
    if (app) app.status = 'disabled';
    return Boolean(app) || tokens.delete(value);
  });
  world.makers.set(KIND, ({ account = 'Blue Door Bakery', label = 'Made for a test', made_seconds_ago: age = 3600 }) => {
    const person = accountsOf('constant-contact').find((one) => one.account === account);
    if (!person) throw new Error(`no account named ${account}`);
    const app = register(label, DEVELOPER, world.now() - age * 1000);
    return { api_key: app.key, access_token: grant(app, person) };
  });

  async function portal(x) {
    const person = world.session(x.cookies[PORTAL_SESSION]);
    const creation = world.config.v2_creation === 'open';
    const view = { w: words(world.config), lang: langOf(world.config), person, path: x.path, creation };
    const own = apps.filter((app) => app.account === person?.account);
    // A developer account shows and makes keys once its address is verified.
    if (person?.verified === false && /^\/(apps|io-docs)/.test(x.path)) return x.html(verifyPage(view));
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
      case 'GET /member/register': return x.html(registerPage({ ...view, creation: false }));
      case 'GET /apps/register': return person || !creation ? x.html(registerPage(view)) : x.redirect('/login/?redirect=/apps/register');
      case 'POST /apps/register': {
        if (!person) return x.redirect('/login/?redirect=/apps/register', 303);
        if (!creation) return x.html(registerPage(view), 403);
        const { application_name: name = '', agree } = await x.fields();
        const missing = (!name.trim() && 'needName') || (!agree && 'needTerms');
        if (missing) return x.html(registerPage(view, missing), 422);
        await world.pause();
        return x.html(registeredPage(view, register(name.trim().slice(0, 80), person.account)));
      }
      case 'GET /apps/mykeys': return person ? x.html(keysPage(view, own)) : x.redirect('/login/?redirect=/apps/mykeys');
      // The tester is open to all; the key is filled in for those who are signed in.
      case 'GET /io-docs': case 'GET /io-docs/':
        return x.html(testerPage(view, own.filter((app) => world.config.v2_prefilled && app.status === 'active')));
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
    const look = { w: words(world.config), lang: langOf(world.config) };
    if (!app) return x.html(choosePage(look, look.w.unknownClient), 400);
    const person = world.session(x.cookies[OAUTH_SESSION]);
    const view = { ...look, app, next, person };
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
        const token = grant(app, person);
        await world.pause();
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
    if (!app || app.status !== 'active' || app.known > world.now() || world.config.v2_api === 'not-yet-active') {
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
