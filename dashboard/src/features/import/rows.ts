// Reads a file of users and judges it before anything is created.
import { parseCsv } from '@/lib/csv';
import { type Role, roles } from '@/lib/types';

export type Input = { first_name: string; last_name: string; email: string; role: Role };
/** One line of the file: what it would create, or what is wrong with each of its fields. */
export type Row = { line: number; values: Record<Column, string>; input: Input | null; problems: Problem[] };
export type Problem = { field: Column; code: 'required' | 'too_long' | 'invalid_email' | 'not_allowed' | 'duplicate'; line?: number };
export type Column = 'first_name' | 'last_name' | 'email' | 'role';
export type File =
  | { ok: true; rows: Row[] }
  | { ok: false; why: 'empty' | 'too-many' }
  | { ok: false; why: 'columns'; missing: Column[] };

export const columns: readonly Column[] = ['first_name', 'last_name', 'email', 'role'];
export const mostRows = 1_000;
const nameLimit = 100;

export function readFile(text: string): File {
  const [head = [], ...lines] = parseCsv(text);
  const names = head.map((h) => h.trim().toLowerCase().replace(/[\s-]+/g, '_'));
  const missing = columns.filter((c) => !names.includes(c));
  if (missing.length > 0) return { ok: false, why: 'columns', missing };
  const filled = lines.map((fields, i) => ({ fields, line: i + 2 })).filter(({ fields }) => fields.some((f) => f.trim() !== ''));
  if (filled.length === 0) return { ok: false, why: 'empty' };
  if (filled.length > mostRows) return { ok: false, why: 'too-many' };
  const seen = new Map<string, number>();
  return { ok: true, rows: filled.map(({ fields, line }) => judge(valuesOf(names, fields), line, seen)) };
}

function valuesOf(names: string[], fields: string[]): Record<Column, string> {
  const at = (c: Column) => (fields[names.indexOf(c)] ?? '').trim();
  return { first_name: at('first_name'), last_name: at('last_name'), email: at('email'), role: at('role').toLowerCase() };
}

function judge(values: Record<Column, string>, line: number, seen: Map<string, number>): Row {
  const problems: Problem[] = [];
  for (const field of ['first_name', 'last_name'] as const) {
    if (values[field] === '') problems.push({ field, code: 'required' });
    else if ([...values[field]].length > nameLimit) problems.push({ field, code: 'too_long' });
  }
  const address = values.email.toLowerCase();
  const before = seen.get(address);
  if (address === '') problems.push({ field: 'email', code: 'required' });
  else if (!/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(address)) problems.push({ field: 'email', code: 'invalid_email' });
  else if (before !== undefined) problems.push({ field: 'email', code: 'duplicate', line: before });
  else seen.set(address, line);
  const role = roles.find((r) => r === values.role);
  if (!role) problems.push({ field: 'role', code: values.role === '' ? 'required' : 'not_allowed' });
  return { line, values, problems, input: role && problems.length === 0 ? { ...values, role } : null };
}
