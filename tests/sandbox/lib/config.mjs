// What a test can change about the portals, with the values that are allowed.

/** name -> allowed values (a list), or 'number' / 'boolean'; the first value or `initial` is the default. */
export const SETTINGS = {
  // Mailchimp: today's pages, the older ones, or pages nobody has described.
  layout: { values: ['new', 'old', 'unknown'] },
  // The language of Mailchimp's and Constant Contact's pages; the latter have no French.
  language: { values: ['en', 'de', 'es', 'fr'] },
  // How long a portal takes to make a value, in milliseconds.
  delay_ms: { type: 'number', initial: 350 },
  // Role of the signed-in Mailchimp person; "account" leaves it to who signs in.
  role: { values: ['account', 'owner', 'admin', 'manager', 'author', 'viewer'] },
  // What the Mailchimp key page shows for a new key.
  value: { values: ['normal', 'two-candidates', 'masked', 'without-region'] },
  // Where that value stands: as text or in a read-only input.
  value_in: { values: ['text', 'input'] },
  // The answer of Mailchimp's API to a right key: as it is, or of an account that was disabled.
  mailchimp_api: { values: ['normal', 'forbidden'] },
  // Its answer to a right key at the wrong data centre.
  mailchimp_wrong_dc: { values: ['401', '403'] },
  // Constant Contact V2: what the API says about a right key and token.
  v2_api: { values: ['normal', 'not-yet-active'] },
  // Constant Contact V2: whether new keys can be made, as they once could.
  v2_creation: { values: ['closed', 'open'] },
  // Constant Contact V2: whether the API tester has the key filled in.
  v2_prefilled: { type: 'boolean', initial: true },
  // Constant Contact V3: no new applications for now.
  v3_creation: { values: ['open', 'closed'] },
  // Constant Contact: role of whoever is signed in; "account" leaves it to who signs in.
  cc_role: { values: ['account', 'owner', 'manager', 'campaign-creator'] },
  // Where one logs in to Constant Contact's newer portal: on its own host, or on the host for logins.
  cc_login: { values: ['portal', 'own-host'] },
  // Seconds an access token of Constant Contact V3 lives.
  v3_token_seconds: { type: 'number', initial: 86400 },
  // Dotdigital: today's pages; the same under three dots; dotmailer with the person and cog; dotmailer with My Account.
  dotdigital_layout: { values: ['new', 'dots', 'cog', 'oldest'] },
  // The language of its pages; "account" leaves it to the account.
  dotdigital_language: { values: ['account', 'en', 'de', 'es'] },
  // Status of a new API user: a tick box, or a list to choose from; and whether it says Enabled from the start.
  dotdigital_status: { values: ['tick', 'select'] },
  dotdigital_enabled: { type: 'boolean', initial: false },
};

export function defaults() {
  return Object.fromEntries(Object.entries(SETTINGS).map(([name, setting]) => [name, setting.initial ?? setting.values[0]]));
}

/**
 * @param {object} config the present configuration
 * @param {object} change what to set
 * @returns {object} the new configuration
 * @throws {Error} with a sentence that names what is wrong
 */
export function changed(config, change) {
  for (const [name, value] of Object.entries(change)) {
    const setting = SETTINGS[name];
    if (!setting) throw new Error(`no setting named ${name}; there are ${Object.keys(SETTINGS).join(', ')}`);
    const right = setting.values ? setting.values.includes(value) : typeof value === setting.type;
    if (!right) throw new Error(`${name} can be ${setting.values?.join(', ') ?? `a ${setting.type}`}`);
  }
  return { ...config, ...change };
}
