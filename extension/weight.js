/**
 * How heavy a message is, before anything is made of it: the wasm's memory never shrinks again, so what no row of the
 * gate would let in is not handed over. The gate itself weighs again, type by type.
 */

/** All texts and values of the heaviest message of a page script, a report, with room for its frame. */
export const MAX_WEIGHT = 300 * 1024;

/** The same of our own pages, which can bring a file. */
export const MAX_OWN_WEIGHT = 25 * 1024 * 1024;

/**
 * Whether a message weighs more than its sender's may. Each text weighs its length, each value one more; it stops at
 * the limit.
 * @param {unknown} message
 * @param {number} limit
 */
export function isTooHeavy(message, limit) {
  const waiting = [message];
  let left = limit;
  while (waiting.length > 0) {
    const value = waiting.pop();
    left -= typeof value === "string" ? value.length + 1 : 1;
    if (left < 0) {
      return true;
    }
    if (typeof value === "object" && value !== null) {
      const inner = Object.entries(value);
      left -= inner.length;
      if (left < 0) {
        return true;
      }
      for (const [name, one] of inner) {
        left -= name.length;
        waiting.push(one);
      }
    }
  }
  return false;
}
