// Constant Contact's authorization server: a certified one at the real paths, with clients
// from the portal's applications and sign-in and consent pages in the provider's look.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import Provider, { errors, interactionPolicy } from 'oidc-provider';
import { accountsOf, signIn } from '../lib/accounts.mjs';
import { memoryAdapter } from '../lib/oidc-memory.mjs';
import { redact, scheme } from '../lib/request-log.mjs';
import {
  consentPage, deviceConfirmPage, deviceInputPage, deviceSuccessPage, problemPage, signInPage,
} from './constant-contact-authz-pages.mjs';
import { langOf, words } from './constant-contact-words.mjs';

const HOST = 'authz.constantcontact.com';
const ISSUER = `https://${HOST}/oauth2/default`;
const PATHS = '/oauth2/default/v1';
const RESOURCE = 'https://api.cc.email';
const API_SCOPES = 'account_read account_update contact_data campaign_data';
const INTERACTION = /^\/oauth2\/default\/interaction\/([\w-]+)(\/login|\/confirm|\/deny)?$/;
const HALF_YEAR = 180 * 24 * 3600;
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** An application of the portal as oidc-provider wants it. */
function asClient(app) {
  if (!app) return undefined;
  const common = { client_id: app.id, client_name: app.name, refresh_token_type: app.refresh };
  if (app.flow === 'device') {
    return { ...common, token_endpoint_auth_method: 'none', grant_types: [DEVICE_GRANT, 'refresh_token'], response_types: [], redirect_uris: [] };
  }
  const secret = app.flow === 'code'
    // Without a secret yet nobody can come in: a random one stands for "none".
    ? { token_endpoint_auth_method: 'client_secret_basic', client_secret: app.secret ?? randomBytes(24).toString('base64url') }
    : { token_endpoint_auth_method: 'none' };
  // An application without a redirect address is still known; each address is then wrong for it.
  const redirects = app.redirects.length ? app.redirects : ['https://not-set.invalid/'];
  return { ...common, ...secret, grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], redirect_uris: redirects };
}

/** Whether an address is one of those that `https://*.example.com/path` stands for. */
function matchesWildcard(pattern, value) {
  if (!pattern.includes('://*.') || !URL.canParse(value)) return false;
  const [wanted, given] = [new URL(pattern), new URL(value)];
  const [label, ...rest] = given.hostname.split('.');
  return Boolean(label) && rest.join('.') === wanted.hostname.slice(2)
    && ['protocol', 'port', 'pathname', 'search'].every((part) => wanted[part] === given[part]);
}

/** The sign-in names of the accounts are the subjects of the tokens. */
const personOf = (subject) => accountsOf('constant-contact').find((one) => one.user === subject);

/**
 * @param {import('../lib/world.mjs').World} world
 * @param {(id: string) => object | undefined} findApp the portal's application with that API key
 */
export function authorizationServer(world, findApp) {
  const Adapter = memoryAdapter((id) => {
    const ctx = Provider.ctx?.oidc;
    // The real server knows no application that gives its id twice, in the Basic header and in the body.
    const twice = ctx?.route === 'token' && ctx.body?.client_id && ctx.ctx.get('authorization');
    return twice ? undefined : asClient(findApp(id));
  }, world);
  const look = () => ({ w: words(world.config), lang: langOf(world.config) });
  /** Access tokens that were handed out: token -> `{ clientId, scopes, person, until }`. */
  const handedOut = new Map();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

  const provider = new Provider(ISSUER, {
    adapter: Adapter,
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'sandbox' }] },
    cookies: { keys: [randomBytes(24).toString('hex')] },
    routes: {
      authorization: `${PATHS}/authorize`,
      token: `${PATHS}/token`,
      device_authorization: `${PATHS}/device/authorize`,
      code_verification: '/activate',
      jwks: `${PATHS}/keys`,
    },
    scopes: ['openid', 'offline_access'],
    extraClientMetadata: { properties: ['refresh_token_type'] },
    pkce: { required: (ctx, client) => client.clientAuthMethod === 'none' },
    rotateRefreshToken: (ctx) => ctx.oidc.client.refresh_token_type !== 'long-lived',
    issueRefreshToken: async (ctx, client, source) => client.grantTypeAllowed('refresh_token') && source.scopes.has('offline_access'),
    ttl: {
      AuthorizationCode: 300, RefreshToken: HALF_YEAR, Interaction: 3600, Session: 8 * 3600, Grant: HALF_YEAR, DeviceCode: 900,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      deviceFlow: {
        enabled: true,
        async userCodeInputSource(ctx, form, out, err) { ctx.body = deviceInputPage(look(), form, Boolean(err)); },
        async userCodeConfirmSource(ctx, form, client, info, userCode) { ctx.body = deviceConfirmPage(look(), form, client.clientName, userCode); },
        async successSource(ctx) { ctx.body = deviceSuccessPage(look(), ctx.oidc.client.clientName); },
      },
      // Every grant is for the one API, whose access tokens are JWTs.
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: API_SCOPES, audience: RESOURCE, accessTokenFormat: 'jwt', accessTokenTTL: world.config.v3_token_seconds, jwt: { sign: { alg: 'RS256', kid: 'sandbox' } },
        }),
      },
    },
    interactions: {
      policy: interactionPolicy.base(),
      url: (ctx, interaction) => `/oauth2/default/interaction/${interaction.uid}`,
    },
    findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    // The claims that make the token as long as the provider's.
    extraTokenClaims: (ctx, token) => ({ ver: 1, cid: token.clientId, uid: `00u${Buffer.from(token.accountId ?? '').toString('base64url')}`, 'platform-user-id': token.accountId, scp: (token.scope ?? '').split(' ') }),
    renderError(ctx, out) {
      ctx.type = 'html';
      ctx.body = problemPage(look(), out.error, out.error_description ?? '');
    },
  });
  provider.on('server_error', (ctx, error) => process.stderr.write(`authorization server: ${error.stack}\n`));

  // One wildcard at most, and only as the lowest label of a host name.
  const exact = provider.Client.prototype.redirectUriAllowed;
  provider.Client.prototype.redirectUriAllowed = function allowed(value) {
    return exact.call(this, value) || this.redirectUris.some((pattern) => matchesWildcard(pattern, value));
  };

  /** A refresh token that was used lives another half year, and so does the grant behind it. */
  function used({ oidc: { entities: { RefreshToken: refresh, Grant: grant } } }) {
    if (refresh) Adapter.extend('RefreshToken', refresh.jti, HALF_YEAR);
    if (grant) Adapter.extend('Grant', grant.jti, HALF_YEAR);
  }

  /** Keeps what was handed out, for the API and for /issued. */
  function remember(answer, client, person) {
    const scopes = String(answer.scope ?? '').split(' ');
    handedOut.set(answer.access_token, { clientId: client.clientId, scopes, person, until: world.now() + answer.expires_in * 1000 });
    for (const field of ['access_token', 'refresh_token']) {
      if (answer[field]) world.issue({ provider: 'constant-contact', kind: 'constant-contact/v3-oauth', field, value: answer[field], account: person?.account ?? null, label: client.clientName });
    }
  }

  /** What was handed out, for /issued and for the API; and the request, without secrets, for /log. */
  provider.use(async (ctx, next) => {
    await next();
    // The real one sends none of these; an extension needs only its host permission.
    for (const name of Object.keys(ctx.response.headers)) {
      if (name.startsWith('access-control-')) ctx.remove(name);
    }
    if (ctx.oidc?.route !== 'token') return;
    const answer = ctx.body ?? {};
    world.note({
      host: HOST, method: 'TOKEN', path: ctx.path, body: redact(new URLSearchParams(ctx.oidc.body ?? {}).toString()),
      authorization: scheme(ctx.get('authorization')), status: ctx.status, error: answer.error ?? null,
    });
    if (ctx.status !== 200) return;
    used(ctx);
    const { AccessToken: token, Account: account } = ctx.oidc.entities;
    remember(answer, ctx.oidc.client, personOf(account?.accountId ?? token?.accountId));
  });

  async function interaction(x, step) {
    const { req, res } = x;
    let details;
    try {
      details = await provider.interactionDetails(req, res);
    } catch (error) {
      if (error instanceof errors.SessionNotFound) return x.html(problemPage(look(), 'session_expired', 'This sign-in is over. Close the window and start again.'), 400);
      throw error;
    }
    const { prompt, params, session, grantId } = details;
    const app = findApp(params.client_id);
    const base = `/oauth2/default/interaction/${details.uid}`;
    if (x.method === 'GET') {
      if (prompt.name === 'login') return x.html(signInPage(look(), base, app));
      return x.html(consentPage(look(), base, app, personOf(session.accountId), String(params.scope ?? '').split(' ')));
    }
    const finish = (result, merge) => provider.interactionFinished(req, res, result, { mergeWithLastSubmission: merge });
    if (step === '/login') {
      const { username, password } = await x.fields();
      const found = signIn('constant-contact', username, password);
      if (!found) return x.html(signInPage(look(), base, app, true), 401);
      return finish({ login: { accountId: found.user } }, false);
    }
    if (step === '/deny') return finish({ error: 'access_denied', error_description: 'The resource owner denied the request.' }, false);
    const grant = (grantId && await provider.Grant.find(grantId)) || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    const { missingOIDCScope = [], missingResourceScopes = {} } = prompt.details;
    if (missingOIDCScope.length) grant.addOIDCScope(missingOIDCScope.join(' '));
    for (const [resource, scopes] of Object.entries(missingResourceScopes)) grant.addResourceScope(resource, scopes.join(' '));
    return finish({ consent: { grantId: await grant.save() } }, true);
  }

  const serve = provider.callback();
  return {
    forget() {
      Adapter.clear();
      handedOut.clear();
    },
    /** Ends an access or refresh token; false when it is none of ours. */
    revoke(value) {
      return handedOut.delete(value) || Adapter.forgetToken('RefreshToken', value);
    },
    /** Ends whatever an application was given. */
    forgetApp(id) {
      Adapter.forgetClient(id);
      for (const [value, token] of handedOut) {
        if (token.clientId === id) handedOut.delete(value);
      }
    },
    /** A new connection without its ceremony: what an application holds when a person has allowed it. */
    async connect(clientId, person, scope = `${API_SCOPES} offline_access`) {
      const client = await provider.Client.find(clientId);
      const scopes = scope.split(' ');
      const grant = new provider.Grant({ accountId: person.user, clientId });
      grant.addOIDCScope('offline_access');
      grant.addResourceScope(RESOURCE, scopes.filter((one) => one !== 'offline_access').join(' '));
      const refresh = scopes.includes('offline_access') && new provider.RefreshToken({
        accountId: person.user, client, grantId: await grant.save(), gty: 'authorization_code', scope, resource: RESOURCE, iiat: Math.floor(Date.now() / 1000), rotations: 0,
      });
      const access = `eyJ${randomBytes(60).toString('base64url')}.${randomBytes(500).toString('base64url')}.${randomBytes(256).toString('base64url')}`;
      const answer = { access_token: access, token_type: 'Bearer', expires_in: world.config.v3_token_seconds, scope, ...(refresh && { refresh_token: await refresh.save() }) };
      remember(answer, client, person);
      return answer;
    },
    token(value) {
      const known = handedOut.get(value);
      return known && known.until > world.now() ? known : undefined;
    },
    async handle(x) {
      // The real one publishes no metadata.
      if (x.path.includes('/.well-known/')) return x.json({ error: 'not_found' }, 404);
      const step = INTERACTION.exec(x.path);
      if (step) return interaction(x, step[2]);
      if (x.path === `${PATHS}/authorize` && (x.url.searchParams.get('scope') ?? '').split(' ').includes('offline_access')) {
        // OpenID wants prompt=consent for offline_access; the real server does not ask for it.
        const prompts = new Set((x.url.searchParams.get('prompt') ?? '').split(' ').filter(Boolean)).add('consent');
        x.url.searchParams.set('prompt', [...prompts].join(' '));
        x.req.url = x.url.pathname + x.url.search;
      }
      // An extension that was granted this host may read the answer without CORS; the certified server would refuse any
      // request that names an origin it was not told of. Whether the real one looks at the header is not known.
      if (x.req.headers.origin?.startsWith('chrome-extension://') || x.req.headers.origin?.startsWith('moz-extension://')) {
        delete x.req.headers.origin;
      }
      return serve(x.req, x.res);
    },
  };
}
