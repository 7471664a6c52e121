// Mailchimp's own OAuth 2, draft 10: web-server flow only, a secret always, no scopes, no refresh token, no end.
// Where the account lives is told by the metadata.

import { dcOf, signIn } from '../lib/accounts.mjs';
import { DIGITS, randomHex, randomText } from '../lib/world.mjs';
import { appPage, appsPage, authorizeAllow, authorizeLogin, authorizeProblem } from './mailchimp-oauth-pages.mjs';
import { words } from './mailchimp-words.mjs';

const APP = 'mailchimp/oauth-app';
const TOKEN = 'mailchimp/oauth';
const CODE_LIFE = 600_000;

/** A redirect address fits when it is at the registered host or under it; the path may be another one. */
function fits(registered, given) {
  if (!URL.canParse(registered) || !URL.canParse(given)) return false;
  const [wanted, got] = [new URL(registered), new URL(given)];
  return wanted.protocol === got.protocol && (got.host === wanted.host || got.host.endsWith(`.${wanted.host}`));
}

/**
 * @param {import('../lib/world.mjs').World} world
 * @param {{cookie: string, domain: string}} session the cookie of a signed-in person
 */
export function mailchimpOauth(world, session) {
  /** `{ id, secret, name, description, company, website, redirect, account }` */
  let apps = [];
  /** code -> `{ app, person, redirect, until }`, and token -> `{ app, person }`. */
  let codes = new Map();
  let tokens = new Map();

  const issue = (kind, field, value, account, label) => world.issue({ provider: 'mailchimp', kind, field, value, account, label });

  function newSecret(app) {
    app.secret = randomHex(25);
    issue(APP, 'client_secret', app.secret, app.account, app.name);
  }

  function make({ name, redirect_uri: redirect, description = '', company = '', website = '' }, account) {
    const app = { id: randomText(12, DIGITS), name, redirect, description, company, website, account };
    apps.push(app);
    issue(APP, 'client_id', app.id, account, name);
    newSecret(app);
    return app;
  }

  function connect(app, person) {
    const value = randomHex(16);
    tokens.set(value, { app, person });
    issue(TOKEN, 'access_token', value, person.account, app.name);
    return value;
  }

  world.onReset.push(() => {
    apps = [];
    codes = new Map();
    tokens = new Map();
  });
  world.onRevoke.push((value) => {
    const before = apps.length;
    apps = apps.filter((app) => app.id !== value && app.secret !== value);
    return tokens.delete(value) || apps.length < before;
  });
  world.makers.set(APP, ({ name = 'Made for a test', redirect_uri, account = 'Blue Door Bakery' }) => {
    const { id, secret } = make({ name, redirect_uri }, account);
    return { client_id: id, client_secret: secret };
  });

  /** The account's own pages: register an app, see its id and secret, make another secret. */
  async function pages(x, view) {
    const { person } = view;
    const own = apps.filter((app) => app.account === person.account);
    const [place, id, action] = x.path.slice('/account/oauth2/'.length).split('/');
    const app = own.find((one) => one.id === id);
    if (x.method === 'GET' && !place) return x.html(appsPage(view, own));
    if (x.method === 'GET' && place === 'create') return x.html(appPage(view));
    if (x.method === 'GET' && place === 'app' && app) return x.html(appPage(view, app));
    if (x.method !== 'POST') return x.notFound();
    if (place === 'app' && app && action === 'secret') {
      newSecret(app);
      return x.redirect(`/account/oauth2/app/${app.id}`, 303);
    }
    const fields = await x.fields();
    if (!fields.name?.trim() || !URL.canParse(fields.redirect_uri)) return x.html(appPage(view, app, true), 422);
    await world.pause();
    const { redirect_uri: redirect, ...rest } = fields;
    if (place === 'app' && app) Object.assign(app, rest, { redirect });
    const saved = place === 'create' ? make(fields, person.account) : app;
    return saved ? x.redirect(`/account/oauth2/app/${saved.id}`, 303) : x.notFound();
  }

  async function authorize(x) {
    const { config } = world;
    const w = words(config);
    const given = Object.fromEntries(x.url.searchParams);
    const app = apps.find((one) => one.id === given.client_id);
    if (!app) return x.html(authorizeProblem(config, 'invalid_client: no app has this client_id.'), 400);
    const redirect = given.redirect_uri ?? app.redirect;
    if (!fits(app.redirect, redirect)) return x.html(authorizeProblem(config, 'redirect_uri_mismatch: the address does not fit the app.'), 400);
    const back = (answer) => {
      const url = new URL(redirect);
      for (const [name, value] of Object.entries({ ...answer, ...(given.state !== undefined && { state: given.state }) })) url.searchParams.set(name, value);
      return x.redirect(url.href, 303);
    };
    if (given.response_type !== 'code') return back({ error: 'unsupported_response_type' });
    const person = world.session(x.cookies[session.cookie]);
    if (x.method !== 'POST') return x.html(person ? authorizeAllow(config, w, app, person) : authorizeLogin(config, w, app));
    const { username, password, answer } = await x.fields();
    if (!answer) {
      const found = signIn('mailchimp', username, password);
      if (!found) return x.html(authorizeLogin(config, w, app, true), 401);
      x.cookie(session.cookie, world.open(found), session.domain);
      return x.redirect(x.url.pathname + x.url.search, 303);
    }
    if (!person) return x.html(authorizeLogin(config, w, app), 401);
    if (answer !== 'allow') return back({ error: 'access_denied' });
    const code = randomHex(16);
    codes.set(code, { app, person, redirect, until: world.now() + CODE_LIFE });
    return back({ code });
  }

  async function token(x) {
    const fields = await x.fields();
    const refuse = (error, description, status = 400) => {
      world.note({ host: x.host, method: 'TOKEN', path: x.path, status, error });
      return x.json({ error, error_description: description }, status);
    };
    // Whatever else comes along, the secret has to be in the body.
    const app = apps.find((one) => one.id === fields.client_id && one.secret === fields.client_secret);
    if (!app) return refuse('invalid_client', 'The client_id or client_secret is not right.', 401);
    if (fields.grant_type !== 'authorization_code') return refuse('unsupported_grant_type', 'Only authorization_code.');
    const known = codes.get(fields.code);
    codes.delete(fields.code);
    if (!known || known.app !== app || known.until <= world.now()) return refuse('invalid_grant', 'The code is not valid.');
    if (known.redirect !== fields.redirect_uri) return refuse('invalid_grant', 'The redirect_uri is not the one of the authorization.');
    world.note({ host: x.host, method: 'TOKEN', path: x.path, status: 200, error: null });
    return x.json({ access_token: connect(app, known.person), expires_in: 0, scope: null });
  }

  function metadata(x) {
    const given = x.authorization('OAuth') ?? x.authorization('Bearer') ?? '';
    const known = tokens.get(given);
    if (!known) return x.json({ error: 'invalid_token', error_description: 'The token is not valid.' }, 401);
    const { person } = known;
    const dc = dcOf(person);
    return x.json({
      dc, role: person.role, accountname: person.account, user_id: 1001, login: { email: person.user, avatar: null, login_id: 1001, login_name: person.user, login_email: person.user },
      login_url: 'https://login.mailchimp.com', api_endpoint: `https://${dc}.api.mailchimp.com`,
    });
  }

  return {
    pages,
    /** Whose token that is, if it is one. */
    personOf: (value) => tokens.get(value)?.person,
    /** Answers what is under `/oauth2/`; false when it is something else. */
    handle(x) {
      switch (x.path) {
        case '/oauth2/authorize': return authorize(x);
        case '/oauth2/token': return x.method === 'POST' ? token(x) : x.json({ error: 'invalid_request' }, 405);
        case '/oauth2/metadata': return metadata(x);
        default: return false;
      }
    },
  };
}
