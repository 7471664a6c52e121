// Host patterns, as a browser's resolver rules take them.

/** Whether a pattern, an exact name or `*.` and a name, covers a host. */
export function covers(pattern, host) {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}
