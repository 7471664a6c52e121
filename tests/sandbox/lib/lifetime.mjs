// Ends a server together with whoever started it.

import { fstatSync } from 'node:fs';

/**
 * Calls `stop` once, on SIGTERM, SIGINT or when a piped stdin closes, and then exits with 0.
 * A terminal or /dev/null as stdin does not count: a job in the background has those.
 * @param {() => Promise<void>} stop
 */
export function endWithParent(stop) {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    stop().then(() => process.exit(0), () => process.exit(1));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  const stdin = fstatSync(0);
  if (stdin.isFIFO() || stdin.isSocket()) {
    process.stdin.on('end', end).on('error', end).resume();
  }
}
