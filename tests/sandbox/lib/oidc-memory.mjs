// Storage for oidc-provider: in memory, so that POST /reset forgets all of it.

const GRANTED = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken', 'DeviceCode']);

/**
 * An adapter class over one map.
 * @param {(id: string) => object | undefined} findClient where clients come from
 */
export function memoryAdapter(findClient) {
  const stored = new Map();
  const byPayload = (model, field, value) => {
    for (const [key, entry] of stored) {
      if (key.startsWith(`${model}:`) && entry.payload[field] === value) return entry.payload;
    }
    return undefined;
  };

  return class Memory {
    static clear() { stored.clear(); }

    constructor(model) { this.model = model; }

    key(id) { return `${this.model}:${id}`; }

    async upsert(id, payload, expiresIn) {
      stored.set(this.key(id), { payload, until: expiresIn ? Date.now() + expiresIn * 1000 : Infinity });
    }

    async find(id) {
      if (this.model === 'Client') return findClient(id);
      const entry = stored.get(this.key(id));
      return entry && entry.until > Date.now() ? entry.payload : undefined;
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
