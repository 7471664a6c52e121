// Command line: plain words, and `--name value` options.

/**
 * @param {string[]} list
 * @returns {{words: string[], options: Record<string, string>}}
 */
export function readArguments(list) {
  const words = [];
  const options = {};
  for (let i = 0; i < list.length; i += 1) {
    if (list[i].startsWith('--')) {
      const [name, value] = list[i].slice(2).split('=', 2);
      options[name] = value ?? list[i += 1] ?? '';
    } else {
      words.push(list[i]);
    }
  }
  return { words, options };
}
