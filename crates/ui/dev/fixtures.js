// Pictures of every state a surface can be in: what the background would answer. For looking at, never shipped.

import { formStates } from "./forms.js";

const DAY = 86_400_000;
const now = Date.now();
/** Dots and the end of a made-up value. */
const masked = (end) => "•".repeat(8) + end;

const mailchimpKind = {
  kind: "mailchimp/api-key",
  name: "API key",
  what: "Lets a plugin read and change audiences.",
  account: "the client's Mailchimp account",
  role: "Manager, admin or owner of that account",
  notice: "",
  hosts: ["https://*.mailchimp.com/*"],
  oauth_client: "",
  by_device: false,
};
const v2Kind = {
  kind: "constant-contact/v2-token",
  name: "V2 API key and access token",
  what: "For plugins that ask for a key and an access token.",
  account: "first the developer account, then the client's Constant Contact account",
  role: "Account owner or account manager",
  notice: "New V2 keys can no longer be made. Keyfob takes one that exists.",
  hosts: ["https://*.constantcontact.com/*", "https://constantcontact.mashery.com/*"],
  oauth_client: "",
  by_device: false,
};
const v3App = {
  kind: "constant-contact/v3-app",
  name: "V3 application",
  what: "Client id and secret, for plugins that connect by logging in.",
  account: "the developer portal, with any Constant Contact login",
  role: "Anyone with a login",
  notice: "",
  hosts: ["https://app.constantcontact.com/*"],
  oauth_client: "",
  by_device: false,
};
const v3Oauth = {
  kind: "constant-contact/v3-oauth",
  name: "V3 access token",
  what: "A token for one account, kept fresh.",
  account: "the client's Constant Contact account",
  role: "Account owner",
  notice: "",
  hosts: ["https://authz.constantcontact.com/*"],
  oauth_client: "constant-contact/v3-app",
  by_device: false,
};
export const services = [
  { provider: "constant-contact", name: "Constant Contact", kinds: [v2Kind, v3App, v3Oauth] },
  { provider: "mailchimp", name: "Mailchimp", kinds: [mailchimpKind] },
];

const check = (over) => ({ state: "idle", code: "", at: 0, who: [], called: "", status: 0, hosts: ["https://*.api.mailchimp.com/*"], ...over });
const off = (over) => ({ by_request: false, say: "In Mailchimp, open “Extras”, then “API keys”, press the bin beside the key and type REVOKE.", page: "https://admin.mailchimp.com/account/api/", state: "idle", hosts: [], way: ["https://*.mailchimp.com/*"], ...over });
const works = check({ code: "verify-valid", at: now - 40_000, who: ["Rose Bakery", "rose@rose-bakery.example"], called: "GET us21.api.mailchimp.com/3.0/", status: 200 });

const credential = (over) => ({
  id: "c1",
  provider: "mailchimp",
  provider_name: "Mailchimp",
  kind: "mailchimp/api-key",
  name: "API key",
  label: "Rose Bakery, rose-bakery.example, MC4WP",
  client: "Rose Bakery",
  account: "rose@rose-bakery.example",
  region: "us21",
  fields: [{ field: "api_key", name: "API key", secret: true, preview: masked("us21"), constants: ["MAILCHIMP_API_KEY"] }],
  created_at: now - 12 * DAY,
  expires_at: undefined,
  captured_from: ["https://us21.admin.mailchimp.com/account/api"],
  uses: [
    { site: "https://rose-bakery.example", page: "/wp-admin/admin.php", integration: "MC4WP: Mailchimp for WordPress", at: now - 11 * DAY },
  ],
  missing: [],
  earlier: 0,
  check: check({}),
  off: off({}),
  ...over,
});
const ccV2 = credential({
  id: "c2",
  provider: "constant-contact",
  provider_name: "Constant Contact",
  kind: "constant-contact/v2-token",
  name: "V2 API key and access token",
  label: "Harbour Choir, harbour-choir.example, Bloom",
  client: "Harbour Choir",
  account: "office@harbour-choir.example",
  region: "",
  fields: [
    { field: "api_key", name: "API key", secret: true, preview: masked("x9qd"), constants: ["CONSTANT_CONTACT_API_KEY"] },
    { field: "access_token", name: "Access token", secret: true, preview: masked("41fe"), constants: ["CONSTANT_CONTACT_ACCESS_TOKEN"] },
  ],
  expires_at: now + 3649 * DAY,
  uses: [],
  earlier: 2,
});
const v3 = credential({
  id: "c3",
  provider: "constant-contact",
  provider_name: "Constant Contact",
  kind: "constant-contact/v3-app",
  name: "V3 application",
  label: "Harbour Choir, token sync",
  client: "Harbour Choir",
  account: "",
  region: "",
  fields: [
    { field: "client_id", name: "Client id", secret: false, preview: "3f0c51aa-3b52-4b0e-9d1e-0f6ad7c0aa11", constants: ["MAILCHIMP_API_KEY"] },
    { field: "client_secret", name: "Client secret", secret: true, preview: masked("Qw8z"), constants: ["MAILCHIMP_API_KEY"] },
    { field: "redirect_uri", name: "Redirect address", secret: false, preview: "https://keyfobexample.chromiumapp.org/oauth", constants: ["MAILCHIMP_API_KEY"] },
  ],
  uses: [],
});
const soon = credential({ id: "c4", label: "Old newsletter form", client: "", expires_at: now + 9 * DAY, uses: [] });
const half = credential({ ...ccV2, id: "c5", label: "Mill Museum, Bloom", client: "Mill Museum", missing: ["Access token"], expires_at: undefined, fields: ccV2.fields.slice(0, 1) });
const all = [credential({}), ccV2, v3, half, soon];
const uses = [
  ...credential({}).uses,
  { site: "https://shop.rose-bakery.example", page: "/wp-admin/admin.php?page=mailchimp-woocommerce", integration: "Mailchimp for WooCommerce", at: now - 4 * DAY },
];
/** The list with its first credential as told. */
const first = (over) => [credential({ uses, ...over }), ...all.slice(1)];
const v3Token = (over) =>
  credential({
    id: "c6",
    provider: "constant-contact",
    provider_name: "Constant Contact",
    kind: "constant-contact/v3-oauth",
    name: "V3 access token",
    label: "Harbour Choir, newsletter script",
    client: "Harbour Choir",
    region: "",
    account: "office@harbour-choir.example",
    fields: [{ field: "access_token", name: "Access token", secret: true, preview: masked("b91c"), constants: ["MAILCHIMP_API_KEY"] }],
    uses: [],
    linked: "c3",
    off: off({ by_request: true, hosts: ["https://authz.constantcontact.com/*"], say: "Remove the app under “My settings”, “Connected apps”." }),
    connection: { code: "fresh", next: now + 9 * 3_600_000, idle_days_left: 171, refreshes: true, hosts: ["https://authz.constantcontact.com/*"] },
    ...over,
  });
const rotation = (step, ...done) => ({
  step,
  by: step === "new-key" ? undefined : "c1n",
  sites: uses.map((use, at) => ({ site: use.site, page: use.page, integration: use.integration, done: done[at] ?? false })),
});
const newer = (over) => credential({ id: "c1n", label: "Rose Bakery, new key", uses: [], fields: [{ field: "api_key", name: "API key", secret: true, preview: masked("us21"), constants: ["MAILCHIMP_API_KEY"] }], ...over });
const warning = (over) => ({ credential: "c1", label: "Rose Bakery, rose-bakery.example, MC4WP", client: "Rose Bakery", provider: "Mailchimp", name: "API key", args: [], urgent: false, ...over, warning: over.code });
const attention = [
  warning({ code: "refused", urgent: true }),
  warning({ code: "expires", args: ["1"], urgent: true, credential: "c4", label: "Old newsletter form" }),
  warning({ code: "connect-again", urgent: true, credential: "c6", label: "Harbour Choir, newsletter script", provider: "Constant Contact", name: "V3 access token" }),
  warning({ code: "reuse", args: ["2"] }),
  warning({ code: "unused", args: ["132"], credential: "c2", label: "Harbour Choir, harbour-choir.example, Bloom", provider: "Constant Contact", name: "V2 API key and access token" }),
  warning({ code: "unverified", credential: "c5", label: "Mill Museum, Bloom", provider: "Constant Contact", name: "V2 API key and access token" }),
];

const held = (over) => ({
  id: "h1",
  provider: "Mailchimp",
  kind: "mailchimp/api-key",
  name: "API key",
  field: "API key",
  preview: masked("us21"),
  length: 37,
  host: "us21.admin.mailchimp.com",
  near: "",
  account: "rose@rose-bakery.example",
  label: "Rose Bakery, rose-bakery.example, MC4WP",
  known: false,
  ...over,
});

const plan = (over) => ({
  id: "p1",
  origin: "https://rose-bakery.example",
  page: "/wp-admin/admin.php",
  plugin: "MC4WP: Mailchimp for WordPress",
  asks: [
    {
      provider: "Mailchimp",
      kind: "mailchimp/api-key",
      name: "API key",
      why: { code: "ask_recipe", args: ["MC4WP: Mailchimp for WordPress", "Mailchimp API key"] },
      credentials: [credential({}), soon],
      chosen: "c1",
      reused: [],
    },
  ],
  fills: [
    {
      control: "API Key",
      kind: "mailchimp/api-key",
      field: "api_key",
      name: "API key",
      preview: masked("us21"),
      confidence: 98,
      why: { code: "fill_recipe", args: ["MC4WP: Mailchimp for WordPress", "mc4wp[api_key]", "API key"] },
      replaces: false,
    },
  ],
  skipped: [
    { control: "Usage tracking", why: { code: "not_text", args: [] } },
    { control: "Debug log level", why: { code: "not_text", args: [] } },
  ],
  after: "Save Changes",
  ...over,
});
const pair = plan({
  plugin: "Bloom",
  origin: "https://harbour-choir.example",
  asks: [
    {
      provider: "Constant Contact",
      kind: "constant-contact/v2-token",
      name: "V2 API key and access token",
      why: { code: "ask_v2", args: [] },
      credentials: [ccV2],
      chosen: "c2",
      reused: [],
    },
  ],
  fills: [
    { control: "API key", kind: "constant-contact/v2-token", field: "api_key", name: "API key", preview: masked("x9qd"), confidence: 96, why: { code: "fill_recipe", args: ["Bloom", "api_key_constant_contact", "API key"] }, replaces: true },
    { control: "Token", kind: "constant-contact/v2-token", field: "access_token", name: "Access token", preview: masked("41fe"), confidence: 96, why: { code: "fill_recipe", args: ["Bloom", "token_constant_contact", "Access token"] }, replaces: false },
  ],
  after: "Authorize",
});
const wanting = plan({ asks: [{ ...plan({}).asks[0], credentials: [], chosen: undefined }], fills: [] });

const page = (over) => ({ origin: "https://rose-bakery.example", title: "Settings", ...over });
const open = { state: "open", lock_at: now + 900_000 };
const locked = (over) => ({ state: "locked", recovery: false, passkeys: [], ...over });
const view = (over) => ({ vault: open, held: [], inbox: 0, credentials: all, total: all.length, attention: [], ...over });

const job = (over) => ({
  off: false,
  can_make: false,
  obstacle: "",
  callback: "",
  kind: "mailchimp/api-key",
  provider: "Mailchimp",
  name: "API key",
  hosts: ["https://*.mailchimp.com/*"],
  stage: "guiding",
  account: "the client's Mailchimp account",
  role: "Manager, admin or owner",
  notice: "",
  steps: [
    { say: "Open your profile, at the lower left", account: "" },
    { say: "Choose “Account & billing”", account: "" },
    { say: "Open “Extras”, then “API keys”", account: "" },
    { say: "Press “Create A Key”", account: "" },
    { say: "Give it a name and press “Generate Key”", account: "" },
    { say: "The key is shown once: keep it here", account: "" },
  ],
  at: 4,
  ignore: "“Register an app” is for something else.",
  label: "Rose Bakery, rose-bakery.example, MC4WP",
  can_write_label: true,
  fields: [{ name: "API key", kept: false }],
  redirect_uri: "",
  ...over,
});
const v2Job = job({
  kind: "constant-contact/v2-token",
  provider: "Constant Contact",
  name: "V2 API key and access token",
  hosts: v2Kind.hosts,
  account: v2Kind.account,
  role: v2Kind.role,
  notice: v2Kind.notice,
  steps: [
    { say: "Open “My keys” and take the API key", account: "Developer account" },
    { say: "Open the API tester and press “Get Access Token”", account: "Developer account" },
    { say: "Press “I already have an account”, log in and allow", account: "The client's Constant Contact account" },
  ],
  at: 1,
  ignore: "",
  label: "",
  can_write_label: false,
  fields: [{ name: "API key", kept: true }, { name: "Access token", kept: false }],
});
const problem = (code, ...args) => ({ code, args });

const asked = { credential: "Y3JlZA", salt: "c2FsdA" };
export const ways = [
  { id: "s1", kind: "passphrase", removable: false },
  { id: "s2", kind: "recovery", removable: true },
  { id: "s3", kind: "passkey", removable: true },
];
export const code = ["K7M2P", "0QX4T", "9BWHJ", "ZC3RD", "5NV8E", "AG1SF", "6YT2M"].join("-");
export const earlier = [
  { at: 0, field: "access_token", name: "Access token", preview: masked("93bc"), secret: true, until: now - 3 * DAY },
  { at: 1, field: "api_key", name: "API key", preview: masked("kk2w"), secret: true, until: now - 40 * DAY },
];
const entry = (over) => ({
  at: 0,
  source: "line 2",
  label: "Rose Bakery newsletter",
  provider: "Mailchimp",
  name: "API key",
  fields: [{ field: "api_key", name: "API key", secret: true, preview: masked("us21"), constants: ["MAILCHIMP_API_KEY"] }],
  why: { code: "import_value", args: [] },
  fate: "new",
  ...over,
});
export const found = {
  type: "import",
  entries: [
    entry({}),
    entry({ at: 1, source: "line 3", label: "Harbour Choir", provider: "Constant Contact", name: "V2 API key and access token", fate: "merge", why: { code: "import_notes", args: [] } }),
    entry({ at: 2, source: "line 7", label: "Mill Museum", fate: "known" }),
    entry({ at: 3, source: "line 9", label: "MAILCHIMP_API_KEY", name: "API key", why: { code: "import_variable", args: [] } }),
  ],
  skipped: [
    { control: "Company card", why: { code: "import_other", args: [] } },
    { control: "SHOP_TOKEN", why: { code: "import_unknown", args: [] } },
    { control: "OLD_KEY", why: { code: "import_masked", args: [] } },
  ],
};
export const trashed = [
  credential({ id: "t1", trashed_at: now - 2 * DAY }),
  credential({ ...ccV2, id: "t2", label: "Mill Museum, old form", trashed_at: now - 29 * DAY }),
];
/** name -> [surface, view, options] */
export const states = {
  create: ["popup", view({ vault: { state: "absent" }, credentials: [], total: 0 })],
  "create-weak": ["popup", view({ vault: { state: "absent" }, credentials: [], total: 0 }), { error: problem("weak-passphrase", "short", "12"), type: ["create-passphrase", "short one"], then: ["create-submit"] }],
  locked: ["popup", view({ vault: locked({}), credentials: [], total: 0, inbox: 2 })],
  "locked-wrong": ["popup", view({ vault: locked({}), credentials: [], total: 0 }), { error: problem("wrong-passphrase"), type: ["unlock-passphrase", "not this one"], then: ["unlock-submit"] }],
  "locked-working": ["popup", view({ vault: { state: "working" }, credentials: [], total: 0 })],
  "locked-held": ["popup", view({ vault: locked({}), credentials: [], total: 0, held: [held({})] })],
  "locked-ways": ["popup", view({ vault: locked({ recovery: true, passkeys: [asked] }), credentials: [], total: 0 })],
  "locked-code": ["popup", view({ vault: locked({ recovery: true }), credentials: [], total: 0 }), { press: ["unlock-other"] }],
  "locked-code-wrong": ["popup", view({ vault: locked({ recovery: true, passkeys: [asked] }), credentials: [], total: 0 }), { error: problem("wrong-recovery-code"), press: ["unlock-other"], type: ["unlock-code", "K7M2P"], then: ["unlock-submit"] }],
  home: ["popup", view({})],
  empty: ["popup", view({ credentials: [], total: 0 })],
  nothing: ["popup", view({ page: page({}) }), { plan: plan({ asks: [], fills: [], plugin: "", problem: problem("nothing-to-fill") }) }],
  plan: ["popup", view({ page: page({}) }), { plan: plan({}) }],
  "plan-pair": ["popup", view({ page: page({}) }), { plan: pair }],
  "plan-get": ["popup", view({ page: page({}), credentials: [], total: 0 }), { plan: wanting }],
  "plan-wait": ["popup", view({ page: page({}) }), { slow: true }],
  "plan-unsafe": ["popup", view({ page: page({}) }), { plan: plan({ problem: problem("unsafe-page", "http://rose-bakery.example") }) }],
  filled: ["popup", view({ page: page({}) }), { plan: { ...pair, filled: { filled: ["API key", "Token"], refused: [], after: "Authorize", undo: true } } }],
  taken: ["popup", view({ page: page({}) }), { plan: { ...pair, filled: { filled: ["API key", "Token"], refused: [], after: "Authorize", outcome: "taken" } } }],
  undone: ["popup", view({ page: page({}) }), { plan: { ...pair, filled: { filled: [], refused: [], after: "", undone: ["API key"], left: [{ control: "Token", why: { code: "refused_changed", args: [] } }] } } }],
  refused: ["popup", view({ page: page({}) }), { plan: { ...pair, filled: { filled: ["API key"], refused: [{ control: "Token", why: { code: "refused_covered", args: [] } }], after: "Authorize" } } }],
  held: ["popup", view({ held: [held({})], job: job({ at: 5 }) })],
  rivals: ["popup", view({ problem: problem("two-candidates"), held: [held({ problem: problem("end-missing"), expires_at: now + 3649 * DAY }), held({ id: "h2", preview: masked("us6"), known: true })] })],
  prepare: ["popup", view({ page: page({}) }), { plan: plan({ asks: [], fills: [], plugin: "", problem: problem("nothing-to-fill") }), press: ["service-mailchimp"] }],
  kinds: ["popup", view({}), { press: ["service-constant-contact"] }],
  "prepare-v2": ["popup", view({}), { press: ["service-constant-contact", "kind-constant-contact__v2-token"] }],
  silent: ["popup", undefined, { silent: true }],
  loading: ["popup", undefined, { slow: true }],
  newer: ["popup", view({ vault: { state: "unreadable", problem: problem("newer-store", "3", "1") } })],
  "panel-empty": ["panel", view({})],
  "panel-permission": ["panel", view({ job: job({ stage: "permission", at: undefined }) })],
  "panel-denied": ["panel", view({ job: job({ stage: "denied", at: undefined }) })],
  "panel-guiding": ["panel", view({ job: job({}) })],
  "panel-v2": ["panel", view({ job: v2Job })],
  "panel-held": ["panel", view({ job: job({ at: 5, can_write_label: false }), held: [held({})] })],
  "panel-lost": ["panel", view({ job: job({ at: undefined, can_write_label: false, problem: problem("layout-unknown") }) })],
  "panel-redirect": ["panel", view({ job: job({ provider: "Constant Contact", name: "V3 application", redirect_uri: "https://keyfobexample.chromiumapp.org/oauth", ignore: "", at: 1 }) })],
  "panel-consent": ["panel", view({ job: job({ stage: "consent", provider: "Constant Contact", name: "V3 access token", steps: [], at: undefined }) })],
  "panel-off": ["panel", view({ job: job({ off: true, steps: job({}).steps.slice(0, 4), at: 3, credential: credential({}) }) })],
  "panel-off-done": ["panel", view({ job: job({ off: true, stage: "done", steps: [], credential: credential({ off: off({ at: now }) }) }) })],
  "panel-failed": ["panel", view({ job: job({ stage: "failed", kind: "constant-contact/v3-oauth", provider: "Constant Contact", name: "V3 access token", steps: [], at: undefined, problem: problem("oauth-closed") }) })],
  "panel-done": ["panel", view({ job: job({ stage: "done", fields: [{ name: "API key", kept: true }] }) })],
  "panel-done-app": ["panel", view({ job: job({ stage: "done", kind: "constant-contact/v3-app", provider: "Constant Contact", name: "V3 application", fields: [{ name: "Client id", kept: true }, { name: "Client secret", kept: true }] }) })],
  "panel-locked": ["panel", view({ vault: locked({}), credentials: [], total: 0, job: job({}), held: [held({})] })],
  manager: ["manager", view({})],
  "manager-detail": ["manager", view({}), { press: ["credential"] }],
  "manager-v3": ["manager", view({}), { pick: 2 }],
  "manager-half": ["manager", view({}), { pick: 3 }],
  "care-never": ["manager", view({ credentials: first({}) }), { press: ["credential"] }],
  "care-valid": ["manager", view({ credentials: first({ check: works }), attention }), { press: ["credential"] }],
  "care-invalid": ["manager", view({ credentials: first({ check: check({ code: "verify-invalid", at: now, status: 401, called: "GET us21.api.mailchimp.com/3.0/" }) }), attention }), { press: ["credential"] }],
  "care-permission": ["manager", view({ credentials: first({ check: check({ state: "permission" }) }) }), { press: ["credential"] }],
  "care-asking": ["manager", view({ credentials: first({ check: check({ ...works, state: "asking" }) }) }), { press: ["credential"] }],
  "care-waiting": ["manager", view({ credentials: first({ check: check({ state: "waiting", code: "verify-not-yet-active", at: now, status: 401, called: "GET api.constantcontact.com/v2/account/info", retry_at: now + 780_000 }) }) }), { press: ["credential"] }],
  "care-problem": ["manager", view({ credentials: first({ check: check({ problem: problem("verify-value", "API key") }) }) }), { press: ["credential"] }],
  "care-connection": ["manager", view({ credentials: [v3Token({ check: check({ state: "impossible", hosts: [] }) })] }), { press: ["credential"] }],
  "care-connect-again": ["manager", view({ credentials: [v3Token({ connection: { code: "connect-again", refreshes: true, idle_days_left: 1, hosts: [] } })] }), { press: ["credential"] }],
  "care-replace": ["manager", view({ credentials: first({ check: works }) }), { press: ["credential"], unfold: ["replace"] }],
  "care-replace-new": ["manager", view({ credentials: first({ rotation: rotation("new-key") }) }), { press: ["credential"] }],
  "care-replace-verify": ["manager", view({ credentials: [...first({ rotation: rotation("verify") }), newer({})] }), { press: ["credential"] }],
  "care-replace-sites": ["manager", view({ credentials: [...first({ check: works, rotation: rotation("sites", true) }), newer({})] }), { press: ["credential"] }],
  "care-replace-off": ["manager", view({ credentials: [...first({ check: works, rotation: rotation("switch-off", true, true) }), newer({})] }), { press: ["credential"], then: ["replace-off"] }],
  "care-replace-done": ["manager", view({ credentials: [...first({ rotation: rotation("done", true, true), off: off({ at: now }) }), newer({})] }), { press: ["credential"] }],
  "care-off": ["manager", view({ credentials: first({}) }), { press: ["credential"], unfold: ["off"] }],
  "care-off-request": ["manager", view({ credentials: [v3Token({ off: v3Token({}).off })] }), { press: ["credential"], unfold: ["off"] }],
  "care-off-asking": ["manager", view({ credentials: [v3Token({ off: { ...v3Token({}).off, state: "asking" } })] }), { press: ["credential"], unfold: ["off"] }],
  "care-off-unknown": ["manager", view({ credentials: [v3Token({ off: { ...v3Token({}).off, problem: problem("off-unknown", "503") } })] }), { press: ["credential"], unfold: ["off", "off-by-hand"] }],
  "care-off-done": ["manager", view({ credentials: first({ off: off({ at: now }) }) }), { press: ["credential"] }],
  attention: ["manager", view({ attention }), { press: ["attention"] }],
  "attention-none": ["manager", view({}), { press: ["attention"] }],
  "home-urgent": ["popup", view({ attention })],
  "plan-reused": ["popup", view({ page: page({}) }), { plan: plan({ asks: [{ ...plan({}).asks[0], reused: [uses[1]] }] }) }],
  "panel-done-check": ["panel", view({ job: job({ stage: "done", fields: [{ name: "API key", kept: true }], credential: credential({ uses: [] }) }) })],
  "panel-done-valid": ["panel", view({ job: job({ stage: "done", fields: [{ name: "API key", kept: true }], credential: credential({ uses: [], check: works }) }) })],
  "panel-device": ["panel", view({ job: job({ stage: "code", provider: "Constant Contact", name: "V3 access token", steps: [], at: undefined, device: { user_code: ["BDWP", "HQPK"].join("-"), address: "https://authz.constantcontact.com/device", address_with_code: "", expires_at: now + 840_000 } }) })],
  "panel-device-wait": ["panel", view({ job: job({ stage: "code", provider: "Constant Contact", name: "V3 access token", steps: [], at: undefined }) })],
  "manager-empty": ["manager", view({ credentials: [], total: 0 })],
  "manager-deleted": ["manager", view({}), { press: ["credential"], unfold: ["delete"], then: ["delete-confirm"] }],
  "manager-delete": ["manager", view({}), { press: ["credential"], unfold: ["delete"] }],
  "manager-earlier": ["manager", view({}), { pick: 1, unfold: ["earlier", "forget"] }],
  safety: ["manager", view({}), { press: ["safety"] }],
  "safety-remove": ["manager", view({}), { press: ["safety"], unfold: ["way-remove"] }],
  "safety-passphrase": ["manager", view({}), { press: ["safety"], unfold: ["passphrase_change"], type: ["passphrase-new", "copper lantern walks"] }],
  "safety-passphrase-wrong": ["manager", view({}), { press: ["safety"], unfold: ["passphrase_change"], error: problem("wrong-passphrase"), fill: { "passphrase-current": "not this", "passphrase-new": "copper lantern walks slowly" }, then: ["passphrase-submit"] }],
  "safety-recovery": ["manager", view({}), { press: ["safety"], unfold: ["recovery"] }],
  "safety-recovery-shown": ["manager", view({}), { press: ["safety"], unfold: ["recovery"], then: ["recovery-make"] }],
  "safety-recovery-left": ["manager", view({}), { press: ["safety"], unfold: ["recovery"], then: ["recovery-make", "trash"] }],
  "safety-recovery-begun": ["manager", view({}), { press: ["safety"], unfold: ["recovery"], waits: true }],
  "safety-passkey": ["manager", view({}), { press: ["safety"], unfold: ["passkey_add"] }],
  "safety-key": ["manager", view({}), { press: ["safety"], unfold: ["key_change"] }],
  "safety-key-wait": ["manager", view({}), { press: ["safety"], unfold: ["key_change"], then: ["key-submit"], slow: true }],
  "safety-export": ["manager", view({}), { press: ["safety"], unfold: ["export", "export-formats"], type: ["export-passphrase", "copper lantern walks slowly"] }],
  "safety-exported": ["manager", view({}), { press: ["safety"], unfold: ["export"], fill: { "export-passphrase": "copper lantern walks slowly", "export-again": "copper lantern walks slowly" }, then: ["export-submit"] }],
  "safety-differ": ["manager", view({}), { press: ["safety"], unfold: ["export"], fill: { "export-passphrase": "copper lantern walks slowly", "export-again": "copper" }, then: ["export-submit"] }],
  "safety-import": ["manager", view({}), { press: ["safety"], unfold: ["import"] }],
  "safety-import-found": ["manager", view({}), { press: ["safety"], unfold: ["import"], file: "team.csv" }],
  "safety-import-sealed": ["manager", view({}), { press: ["safety"], unfold: ["import"], file: "keyfob.age", error: problem("passphrase-needed") }],
  "safety-imported": ["manager", view({}), { press: ["safety"], unfold: ["import"], file: "team.csv", then: ["import-apply"] }],
  "safety-recipient": ["manager", view({}), { press: ["safety"], unfold: ["recipient_title"] }],
  "hand-over": ["manager", view({}), { press: ["credential", "hand-over"] }],
  "handed-over": ["manager", view({}), { press: ["credential", "hand-over"], fill: { recipient: "age1made-up" }, then: ["hand-over-submit"] }],
  "hand-over-wrong": ["manager", view({}), { press: ["credential", "hand-over"], error: problem("bad-recipient"), fill: { recipient: "agl1" }, then: ["hand-over-submit"] }],
  trash: ["manager", view({}), { press: ["trash"] }],
  "trash-purge": ["manager", view({}), { press: ["trash"], unfold: ["purge"] }],
  "trash-restored": ["manager", view({}), { press: ["trash", "restore"] }],
  "trash-empty": ["manager", view({ credentials: [], total: 0 }), { press: ["trash"] }],
  "manager-locked": ["manager", view({ vault: locked({}), credentials: [], total: 0 })],
  ...formStates({ view, page, plan, pair, credential, first, works, masked }),
};

export const list = (state, query) => {
  const rows = state[1].total === 0 ? [] : state[1].credentials;
  const words = query.toLowerCase();
  const found = rows.filter((one) => JSON.stringify(one).toLowerCase().includes(words));
  return { type: "list", credentials: found, total: found.length };
};
