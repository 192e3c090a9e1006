import type { ImportDictionary } from '@/i18n/import';
import { formatCsv } from '@/lib/csv';
import type { FieldError } from '@/lib/errors';
import type { ImportResult } from '@/lib/types';

/** What became of a row, or with `forecast` would become of it, in words. */
export function outcomeText(t: ImportDictionary, r: ImportResult, all: readonly ImportResult[], forecast: boolean): string {
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
function fieldText(t: ImportDictionary, f: FieldError): string {
  if (lineOf(f) !== null) return t.importUsers.file[f.code] ?? f.message;
  return `${t.importUsers.columns[f.field] ?? f.field}: ${t.errors.fields[f.code] ?? f.message}`;
}

/** What makes a list one that cannot be read: as a whole, or a line or column of it. */
export function refusalText(t: ImportDictionary, f: FieldError): string {
  const text = t.importUsers.file[f.code] ?? f.message;
  const line = lineOf(f);
  const where = line === null ? t.importUsers.columns[f.field] : `${t.importUsers.line} ${line}`;
  return where ? `${where}: ${text}` : text;
}

/** Whether all that is missing is a role for those for whom the list gives none. */
export function needsRole(fields: readonly FieldError[]): boolean {
  return fields.length === 1 && fields[0]?.field === 'role' && fields[0].code === 'required';
}

/** The line that the service names in place of a field: "line 7". */
function lineOf(f: FieldError): string | null {
  return /^line (\d+)$/.exec(f.field)?.[1] ?? null;
}

/** Each row with what became of it, and the id of the user it created. It can be corrected and imported again. */
export function resultCsv(t: ImportDictionary, results: readonly ImportResult[]): string {
  return formatCsv([
    ['line', 'email', 'first_name', 'last_name', 'role', 'status', 'result', 'user_id'],
    ...results.map((r) => [String(r.row), r.email, r.first_name, r.last_name, r.role, r.status, outcomeText(t, r, results, false), r.user_id ?? '']),
  ]);
}
