import type { Dictionary } from '@/i18n/en';
import { formatCsv } from '@/lib/csv';
import type { FieldError } from '@/lib/errors';
import type { ImportResult } from '@/lib/types';

/** What became of a row, or with `forecast` would become of it, in words. */
export function outcomeText(t: Dictionary, r: ImportResult, all: readonly ImportResult[], forecast: boolean): string {
  if (r.status === 'created') return forecast ? t.importUsers.wouldCreate : t.importUsers.created;
  if (r.status === 'invalid') return r.errors.map((f) => fieldText(t, f)).join(' ');
  const twin = r.status === 'email_taken' && all.find((o) => o.row < r.row && o.status !== 'invalid' && sameAddress(o, r));
  if (twin) return t.importUsers.duplicate(twin.row);
  return t.errors.codes[r.status] ?? r.detail ?? r.status;
}

function sameAddress(a: ImportResult, b: ImportResult): boolean {
  return a.email.toLowerCase() === b.email.toLowerCase();
}

/** What is wrong with a row: with one of its fields, or with how it is written. */
function fieldText(t: Dictionary, f: FieldError): string {
  const text = t.importUsers.file[f.code];
  if (lineOf(f) !== null) return text ?? f.message;
  return `${f.field}: ${t.errors.fields[f.code] ?? f.message}`;
}

/** What makes a file one that cannot be read. */
export function refusalText(t: Dictionary, f: FieldError): string {
  const text = t.importUsers.file[f.code];
  const line = lineOf(f);
  if (line === null) return text ?? f.message;
  return `${t.importUsers.line} ${line}: ${text ? `${text} (${f.message})` : f.message}`;
}

/** The line that the service names in place of a field: "line 7". */
function lineOf(f: FieldError): string | null {
  return /^line (\d+)$/.exec(f.field)?.[1] ?? null;
}

/** Each line of the file with what became of it, and the id of the user it created. */
export function resultCsv(t: Dictionary, results: readonly ImportResult[]): string {
  return formatCsv([
    ['line', 'email', 'status', 'result', 'user_id'],
    ...results.map((r) => [String(r.row), r.email, r.status, outcomeText(t, r, results, false), r.user_id ?? '']),
  ]);
}
