// Storage for oidc-provider: in memory, so that POST /reset forgets all of it. The provider reads the real clock;
// when the world's clock is put forward, what it stored comes back older by as much.

const GRANTED = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken', 'DeviceCode']);

/** Times in a payload, in seconds since the epoch. */
const TIMES = ['iat', 'exp', 'iiat', 'loginTs', 'authTime'];

/**
 * An adapter class over one map.
 * @param {(id: string) => object | undefined} findClient where clients come from
 * @param {import('./world.mjs').World} world whose clock counts
 */
export function memoryAdapter(findClient, world) {
  /** `Model:id` -> `{ payload, ahead, until }`; `ahead` is the world's lead when the payload was written. */
  const stored = new Map();
  const aged = ({ payload, ahead }) => {
    const seconds = Math.round((world.ahead - ahead) / 1000);
    const copy = { ...payload };
    for (const name of TIMES) {
      if (typeof copy[name] === 'number') copy[name] -= seconds;
    }
    return copy;
  };
  const byPayload = (model, field, value) => {
    for (const [key, entry] of stored) {
      if (key.startsWith(`${model}:`) && entry.payload[field] === value) return aged(entry);
    }
    return undefined;
  };

  return class Memory {
    static clear() { stored.clear(); }

    /** What was used lives on for that many seconds from now. */
    static extend(model, id, seconds) {
      const entry = stored.get(`${model}:${id}`);
      if (!entry) return;
      const payload = { ...aged(entry), exp: Math.floor(Date.now() / 1000) + seconds };
      stored.set(`${model}:${id}`, { payload, ahead: world.ahead, until: world.now() + seconds * 1000 });
    }

    /** Ends every grant of an application. */
    static forgetClient(clientId) {
      for (const [key, entry] of stored) {
        if (entry.payload.clientId === clientId) stored.delete(key);
      }
    }

    /** Ends one token; true when it was there. */
    static forgetToken(model, id) { return stored.delete(`${model}:${id}`); }

    constructor(model) { this.model = model; }

    key(id) { return `${this.model}:${id}`; }

    async upsert(id, payload, expiresIn) {
      stored.set(this.key(id), { payload, ahead: world.ahead, until: expiresIn ? world.now() + expiresIn * 1000 : Infinity });
    }

    async find(id) {
      if (this.model === 'Client') return findClient(id);
      const entry = stored.get(this.key(id));
      // The provider itself says of a device code that it is too old.
      return entry && (entry.until > world.now() || this.model === 'DeviceCode') ? aged(entry) : undefined;
    }

    async findByUid(uid) { return byPayload(this.model, 'uid', uid); }

    async findByUserCode(userCode) { return byPayload(this.model, 'userCode', userCode); }

    async consume(id) {
      const entry = stored.get(this.key(id));
      if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000);
    }

    async destroy(id) { stored.delete(this.key(id)); }

    async revokeByGrantId(grantId) {
      for (const [key, entry] of stored) {
        if (GRANTED.has(key.split(':')[0]) && entry.payload.grantId === grantId) stored.delete(key);
      }
    }
  };
}
