/** What is wrong with a flow's text, and where. */
export type Verdict =
  | { ok: true; value: Record<string, unknown> }
  | { ok: false; kind: 'syntax'; line: number; column: number; why: string }
  | { ok: false; kind: 'not-object' };

/** Reads a definition: JSON, and an object. */
export function check(text: string): Verdict {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    return { ok: false, kind: 'syntax', ...placeOf(text, message), why: reason(message) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, kind: 'not-object' };
  return { ok: true, value: value as Record<string, unknown> };
}

/** Browsers tell the place in different ways; without one it is the end of the text. */
function placeOf(text: string, message: string): { line: number; column: number } {
  const lineColumn = /line (\d+) column (\d+)/.exec(message);
  if (lineColumn) return { line: Number(lineColumn[1]), column: Number(lineColumn[2]) };
  const position = /position (\d+)/.exec(message);
  const before = text.slice(0, position ? Number(position[1]) : text.length).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function reason(message: string): string {
  return message.replace(/^JSON\.parse: /, '').replace(/ (in JSON )?at (position|line) .*$/, '').replace(/, (\.\.\.)?".*$/s, '');
}
