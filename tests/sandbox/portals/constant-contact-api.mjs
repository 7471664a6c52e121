// Constant Contact's V3 API: who calls is told by the token; what it may is told by its scopes, and by the role
// of whoever allowed it.

const PRIVILEGES = {
  'account:read': true, 'account:update': false, 'contacts:read': false, 'contacts:write': false, 'campaign:read': true, 'campaign:write': true,
};

/** Names of what a role may; a campaign creator may not touch contacts or the account. */
const privilegesOf = (role) => Object.keys(PRIVILEGES).filter((name) => role !== 'campaign-creator' || PRIVILEGES[name]);

/**
 * @param {object} rules
 * @param {(value: string) => {clientId: string, scopes: string[], person: object} | undefined} rules.token
 * @param {(clientId: string) => boolean} rules.active whether the application still is
 * @param {(person: object) => string} rules.roleOf
 */
export function constantContactApi({ token, active, roleOf }) {
  return (x) => {
    const known = token(x.authorization('Bearer') ?? '');
    const refuse = (status, key, message) => x.json([{ error_key: key, error_message: message }], status);
    if (!known) return x.json({ error_key: 'unauthorized', error_message: 'Unauthorized' }, 401);
    if (!active(known.clientId)) return refuse(403, 'application.deactivated', 'The application is not active.');
    const privileges = privilegesOf(roleOf(known.person));
    /** What stands in the way of a call, if anything: the end of its refusal. */
    const missing = (scope, privilege) => (!known.scopes.includes(scope) && `scope ${scope}`) || (!privileges.includes(privilege) && `privilege ${privilege}`);
    const forbidden = (what) => refuse(403, 'unauthorized', `The ${what} is missing.`);
    switch (x.path) {
      case '/v3/account/user/privileges': return x.json(privileges.map((name, i) => ({ privilege_id: 4000 + i, privilege_name: name })));
      case '/v3/account/summary': {
        const lacks = missing('account_read', 'account:read');
        if (lacks) return forbidden(lacks);
        const [first, last] = known.person.name.split(' ');
        return x.json({
          contact_email: known.person.user, contact_phone: '5551234567', country_code: 'DE', encoded_account_id: 'p07e1l5bw0t1', first_name: first, last_name: last,
          organization_name: known.person.account, state_code: '', time_zone_id: 'Europe/Berlin', website: 'https://bluedoorbakery.example',
        });
      }
      case '/v3/contact_lists': {
        const lacks = missing('contact_data', 'contacts:read');
        return lacks ? forbidden(lacks) : x.json({ lists: [], lists_count: 0 });
      }
      default: return refuse(404, 'not_found', 'The requested resource was not found.');
    }
  };
}
