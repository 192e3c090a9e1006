/** What is wrong with a flow's text, and where; `found` is the character there, empty at the end. */
export type Verdict =
  | { ok: true; value: Record<string, unknown> }
  | { ok: false; kind: 'syntax'; line: number; column: number; found: string }
  | { ok: false; kind: 'not-object' };

/** Reads a definition: JSON, and an object. */
export function check(text: string): Verdict {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, kind: 'syntax', ...placeOf(text, firstError(text)) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, kind: 'not-object' };
  return { ok: true, value: value as Record<string, unknown> };
}

function placeOf(text: string, index: number): { line: number; column: number; found: string } {
  const before = text.slice(0, index).split('\n');
  const found = [...text.slice(index, index + 2)][0] ?? '';
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, found };
}

const tokens = {
  space: /[ \t\n\r]*/y,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows none within a string.
  string: /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y,
  plain: /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y,
};

/**
 * The index of the first character that JSON does not allow (RFC 8259). Not
 * every browser's JSON.parse tells it. The text is known not to be JSON.
 */
export function firstError(text: string): number {
  let at = 0;
  const take = (token: RegExp): boolean => {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match) at += match[0].length;
    return match !== null;
  };
  const takeChar = (c: string): boolean => {
    take(tokens.space);
    if (text[at] !== c) return false;
    at++;
    return true;
  };
  const member = (): boolean => { take(tokens.space); return take(tokens.string) && takeChar(':') && value(); };
  const list = (item: () => boolean, end: string): boolean => {
    if (takeChar(end)) return true;
    do if (!item()) return false; while (takeChar(','));
    return takeChar(end);
  };
  const value = (): boolean => {
    if (takeChar('{')) return list(member, '}');
    if (takeChar('[')) return list(value, ']');
    return take(tokens.string) || take(tokens.plain);
  };
  try {
    if (value()) take(tokens.space);
  } catch { /* nested too deeply for the stack: as far as it came */ }
  return at;
}
