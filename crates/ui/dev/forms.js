// Pictures of forms: what a page asks for, what became of a fill, and what the person taught. Never shipped.

const DAY = 86_400_000;
const now = Date.now();
const problem = (code, ...args) => ({ code, args });
const why = (code, ...args) => ({ code, args });
const skip = (control, code, ...args) => ({ control, why: why(code, ...args) });

const kinds = [
  { kind: "mailchimp/api-key", name: "Mailchimp · API key", fields: [{ field: "api_key", name: "API key" }, { field: "data_center", name: "Data center" }] },
  { kind: "constant-contact/v2-token", name: "Constant Contact · V2 API key and access token", fields: [{ field: "api_key", name: "API key" }, { field: "access_token", name: "Access token" }] },
  { kind: "dotdigital/api-user", name: "dotdigital · API user", fields: [{ field: "username", name: "User name" }, { field: "password", name: "Password" }, { field: "endpoint", name: "Endpoint" }] },
];
const control = (index, name, over = {}) => ({ index, control: name, kind: "", field: "", alone: false, ...over });
export const lesson = (over) => ({
  id: "l1",
  name: "Newsletter Pro",
  kind: "",
  kinds,
  controls: [
    control(0, "Connection key"),
    control(1, "Where is your account? (the part behind the dash)"),
    control(2, "Sender name"),
    control(3, "letters[settings][advanced][webhook_verification_string]"),
  ],
  ...over,
});
const known = lesson({
  kind: "mailchimp/api-key",
  controls: [
    control(0, "Connection key", { kind: "mailchimp/api-key", field: "api_key" }),
    control(1, "Where is your account? (the part behind the dash)", { kind: "mailchimp/api-key", field: "data_center" }),
    control(2, "Sender name", { alone: true }),
    control(3, "letters[settings][advanced][webhook_verification_string]"),
  ],
});
const long = lesson({
  ...known,
  name: "",
  controls: Array.from({ length: 24 }, (_, at) => control(at, `Field ${at + 1} of a page with very many settings`)),
});

const takes = (name, what) => ({ control: name, takes: what });
const taught = (over) => ({
  id: "f1",
  name: "Newsletter Pro",
  page: "/wp-admin/admin.php?page=newsletter-pro-settings",
  file: "newsletter-pro",
  fields: [takes("Connection key", "Mailchimp · API key: API key"), takes("Where is your account? (the part behind the dash)", "Mailchimp · API key: Data center"), takes("Sender name", "")],
  changed_at: now - 3 * DAY,
  ...over,
});
const shop = taught({
  id: "f2",
  name: "Shop mail of Harbour Choir, the old one with two keys",
  page: "/wp-admin/options-general.php?page=shop-mail",
  file: "shop-mail",
  fields: [takes("Key", "Constant Contact · V2 API key and access token: API key"), takes("Token", "Constant Contact · V2 API key and access token: Access token")],
});
const gone = taught({ id: "f3", name: "Donation form", page: "/wp-admin/admin.php?page=give", fields: [takes("Key", "Mailchimp · API key: API key")], trashed_at: now - 2 * DAY });

const recipe = ['slug = "newsletter-pro"', 'plugin = "Newsletter Pro"', 'kind = "mailchimp/api-key"', ""].join("\n");

/** name -> [surface, view, options]; `made` are the pieces that the other pictures are made of. */
export const formStates = ({ view, page, plan, pair, credential, first, works, masked }) => {
  const refusedPlan = (told, over = {}) => ["popup", view({ page: page({}) }), { plan: plan({ asks: [], fills: [], problem: told, ...over }) }];
  const one = plan({}).fills[0];
  const fill = (name, field, called, preview, over = {}) => ({ ...one, control: name, field, name: called, preview, ...over });
  const ask = plan({}).asks[0];
  const learned = plan({
    plugin: "Newsletter Pro",
    asks: [{ ...ask, why: why("ask_learned", "Mailchimp API key") }],
    fills: [
      fill("Connection key", "api_key", "API key", masked("us21"), { confidence: 100, why: why("fill_learned", "Connection key", "API key") }),
      fill("Where is your account? (the part behind the dash)", "data_center", "Data center", "us21", { confidence: 100, why: why("fill_learned", "Where is your account?", "Data center") }),
    ],
    skipped: [skip("Sender name", "learned_alone")],
    after: "Save",
  });
  const region = plan({
    plugin: "",
    asks: [{ ...ask, provider: "dotdigital", kind: "dotdigital/api-user", name: "API user", why: why("ask_pair", "user name + password + API address", "dotdigital API user") }],
    fills: [
      fill("API user name", "username", "User name", "apiuser-9f3c@apiconnector.com", { confidence: 88, why: why("fill_label", "API user name", "dotdigital", "in the heading above it") }),
      fill("API password", "password", "Password", masked("7Kd2"), { confidence: 88, why: why("fill_label", "API password", "dotdigital", "in the heading above it"), replaces: true }),
      fill("API endpoint", "endpoint", "Endpoint", "https://r3-api.dotdigital.com", { confidence: 82, why: why("fill_name", "dd_api_endpoint", "dotdigital", "in the heading above it") }),
    ],
    skipped: [],
    after: "Save Changes",
  });
  const choices = plan({
    plugin: "",
    asks: [{ ...ask, why: why("ask_single", "API key", "Mailchimp") }],
    fills: [
      fill("Email service", "provider", "Mailchimp", "Mailchimp", { confidence: 84, why: why("fill_label", "Email service", "Mailchimp", "in the same label") }),
      fill("API key", "api_key", "API key", masked("us21"), { confidence: 91, why: why("fill_label", "API key", "Mailchimp", "in the same label") }),
      fill("Data center", "data_center", "Data center", "us21", { confidence: 86, why: why("fill_label", "Data center", "Mailchimp", "in the heading above it") }),
    ],
    skipped: [skip("List id", "other_id"), skip("Debug log level", "not_text")],
  });
  const took = (over) => ["popup", view({ page: page({}) }), { plan: { ...pair, filled: { filled: ["API key", "Token"], refused: [], after: "Authorize", ...over } } }];
  const before = (outcome, words = "") => ["popup", view({ page: page({}) }), { plan: plan({ last: { at: now - 2 * DAY, outcome, words } }) }];
  const used = (outcome, at) => ({ site: "https://rose-bakery.example", page: "/wp-admin/admin.php", integration: "MC4WP: Mailchimp for WordPress", at: now - at * DAY, outcome });
  const uses = [used("taken", 1), { ...used("refused", 2), site: "https://shop.rose-bakery.example" }, { ...used("unknown", 3), site: "https://beta.rose-bakery.example", integration: "" }];
  const detail = view({ credentials: first({ uses, check: works }) });
  const panel = (over, options) => ["panel", view({ lesson: 7, page: page({}), ...over }), options];
  const shelf = (forms, options = {}) => ["manager", view({}), { learned: forms, recipe, press: ["learned"], ...options }];
  return {
    "plan-learned": ["popup", view({ page: page({}) }), { plan: learned }],
    "plan-learned-why": ["popup", view({ page: page({}) }), { plan: learned, open: true }],
    "plan-learned-changed": refusedPlan(problem("learned-changed", "Newsletter Pro", "Connection key"), { plugin: "Newsletter Pro", skipped: [skip("Connection code", "learned_changed", "Newsletter Pro", "Connection key")] }),
    "plan-region": ["popup", view({ page: page({}) }), { plan: region }],
    "plan-region-why": ["popup", view({ page: page({}) }), { plan: region, open: true }],
    "plan-choices": ["popup", view({ page: page({}) }), { plan: choices }],
    "plan-choices-why": ["popup", view({ page: page({}) }), { plan: choices, open: true }],
    "plan-unsure": refusedPlan(undefined, { plugin: "", skipped: [skip("API key", "several_providers", "API key"), skip("Secret", "unsure", "secret key", "Stripe")] }),
    "plan-half": refusedPlan(undefined, { plugin: "Newsletter Pro", asks: [{ ...ask, why: why("ask_learned", "Mailchimp API key") }], skipped: [skip("Connection key", "learned_partial", "Where is your account?"), skip("Where is your account?", "disabled")] }),
    "plan-nothing": refusedPlan(problem("nothing-to-fill"), { plugin: "", skipped: [] }),
    "plan-look-alike": refusedPlan(problem("look-alike-host", "mailchimp-login.example"), { origin: "https://mailchimp-login.example", plugin: "" }),
    "plan-frame": refusedPlan(problem("same-origin-frame"), { plugin: "" }),
    "plan-frame-foreign": refusedPlan(problem("cross-origin-frame", "forms.widgets.example"), { plugin: "" }),
    "plan-oauth": refusedPlan(problem("oauth-only", "Constant Contact"), { plugin: "Constant Contact Forms" }),
    "plan-unseen": refusedPlan(problem("fields-unseen"), { plugin: "", skipped: [skip("API key", "unseen_covered")] }),
    "plan-later": refusedPlan(problem("fields-missing", "Bloom"), { plugin: "Bloom" }),
    "plan-inert": refusedPlan(undefined, { plugin: "WPForms", skipped: [skip("API key", "disabled"), skip("Webhook secret", "webhook")] }),
    "plan-constant": refusedPlan(undefined, { skipped: [skip("API Key", "by_constant", "MC4WP_API_KEY")], constants: [{ provider: "Mailchimp", kind: "mailchimp/api-key", name: "API key", names: [{ field: "api_key", name: "MC4WP_API_KEY" }], credential: plan({}).asks[0].credentials[0] }] }),
    "plan-constants-none": refusedPlan(undefined, { plugin: "", skipped: [skip("API key", "by_constant", "NEWSLETTER_CC_API_KEY"), skip("Access token", "by_constant", "NEWSLETTER_CC_TOKEN")], constants: [{ provider: "Constant Contact", kind: "constant-contact/v2-token", name: "V2 API key and access token", names: [{ field: "api_key", name: "NEWSLETTER_CC_API_KEY" }, { field: "access_token", name: "NEWSLETTER_CC_TOKEN" }] }] }),
    "plan-saves-itself": ["popup", view({ page: page({}) }), { plan: plan({ after: "" }) }],
    "plan-many": ["popup", view({ page: page({}) }), { plan: { ...pair, asks: [...plan({}).asks, ...pair.asks], fills: [...plan({}).fills, ...pair.fills] } }],
    "filled-unknown": took({ undo: true }),
    "filled-look": took({ undo: true, look: "offered", hosts: ["https://harbour-choir.example/*"] }),
    "filled-look-later": took({ undo: true, look: "when-opened" }),
    "filled-refused": took({ outcome: "refused", words: "Invalid API key. Please check it and try again.", undo: true }),
    "filled-part": took({ filled: ["API key"], refused: [skip("Token", "refused_overwritten")], undo: true }),
    "filled-none": took({ filled: [], refused: [skip("API key", "refused_gone"), skip("Token", "refused_covered")] }),
    "undone-all": took({ filled: [], undone: ["API key", "Token"] }),
    "last-taken": before("taken"),
    "last-refused": before("refused", "Invalid API key. Please check it and try again."),
    "last-unknown": before("unknown"),
    "panel-lesson-read": panel({}, { slow: true }),
    "panel-lesson": panel({}, { lesson: lesson({}) }),
    "panel-lesson-ready": panel({}, { lesson: known }),
    "panel-lesson-long": panel({}, { lesson: long }),
    "panel-lesson-point": panel({}, { lesson: known, then: ["lesson-point"] }),
    "panel-lesson-other": panel({}, { lesson: known, pointed: 99, then: ["lesson-point"] }),
    "panel-lesson-pointed": panel({}, { lesson: known, pointed: 1, then: ["lesson-point"] }),
    "panel-lesson-refused": panel({}, { lesson: known, refuse: { "lesson-keep": problem("lesson-alike", "Connection key") }, then: ["lesson-keep"] }),
    "panel-lesson-empty": panel({}, { lesson: lesson({}), refuse: { "lesson-keep": problem("lesson-empty") }, then: ["lesson-keep"] }),
    "panel-lesson-nothing": panel({}, { refuse: { lesson: problem("lesson-nothing") } }),
    "panel-lesson-kept": panel({}, { lesson: known, plan: learned, then: ["lesson-keep"] }),
    "learned-empty": shelf([]),
    "learned-some": shelf([taught({}), shop, gone]),
    "learned-rename": shelf([taught({}), shop], { unfold: ["learned-rename"] }),
    "learned-renamed": shelf([taught({})], { unfold: ["learned-rename"], fill: { "learned-name": "Letters" }, then: ["learned-name-save"] }),
    "learned-deleted": shelf([taught({}), shop], { then: ["learned-delete"] }),
    "learned-saved": shelf([taught({}), shop], { then: ["learned-save"] }),
    "learned-copied": shelf([taught({}), shop], { then: ["learned-copy"] }),
    "learned-no-recipe": shelf([taught({}), shop], { refuse: { "learned-export": problem("recipe-page") }, then: ["learned-save"] }),
    "detail-uses": ["manager", detail, { press: ["credential"] }],
    "detail-copy": ["manager", view({}), { press: ["credential"], unfold: ["copy-as"] }],
    "detail-copy-pair": ["manager", view({}), { pick: 1, unfold: ["copy-as"] }],
    "detail-copy-name": ["manager", view({}), { press: ["credential"], unfold: ["copy-as"], refuse: { "copy-as": problem("copy-name", "my key") }, then: ["copy-as-copy"] }],
    "detail-off": ["manager", view({ credentials: first({ uses, check: works, off: { ...credential({}).off, at: now } }) }), { press: ["credential"] }],
  };
};
