/**
 * How heavy a message is, before anything is made of it: the wasm's memory never shrinks again, so what no row of the
 * gate would let in is not handed over. The gate itself weighs again, type by type.
 */

/** All texts and values of the heaviest message there is, a report of a portal page, with room for its frame. */
export const MAX_WEIGHT = 300 * 1024;

/**
 * Whether a message weighs more than any can. Each text weighs its length, each value one more; it stops at the limit.
 * @param {unknown} message
 */
export function isTooHeavy(message) {
  const waiting = [message];
  let left = MAX_WEIGHT;
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
