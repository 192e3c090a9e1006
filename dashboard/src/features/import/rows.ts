// Reads a file of users. What is wrong with a row is for the service to say.
import { parseCsv } from '@/lib/csv';

export type Column = 'first_name' | 'last_name' | 'email' | 'role';
/** One line of the file. `twin` is the earlier line with the same address, if there is one. */
export type Row = { line: number; values: Record<Column, string>; twin: number | null };
export type File =
  | { ok: true; rows: Row[] }
  | { ok: false; why: 'empty' | 'too-many' }
  | { ok: false; why: 'columns'; missing: Column[] };

export const columns: readonly Column[] = ['first_name', 'last_name', 'email', 'role'];
/** As many as the service takes to judge at once. */
export const mostRows = 1_000;

export function readFile(text: string): File {
  const [head = [], ...lines] = parseCsv(text);
  const names = head.map(columnName);
  const missing = columns.filter((c) => !names.includes(c));
  if (missing.length > 0) return { ok: false, why: 'columns', missing };
  const filled = lines.map((fields, i) => ({ fields, line: i + 2 })).filter(({ fields }) => fields.some((f) => f.trim() !== ''));
  if (filled.length === 0) return { ok: false, why: 'empty' };
  if (filled.length > mostRows) return { ok: false, why: 'too-many' };
  const first = new Map<string, number>();
  return { ok: true, rows: filled.map(({ fields, line }) => rowOf(valuesOf(names, fields), line, first)) };
}

/** "First Name", "first-name" and "E-mail" are as good as the names of the contract. */
function columnName(head: string): string {
  const name = head.trim().toLowerCase().replace(/[\s-]+/g, '_');
  return name === 'e_mail' ? 'email' : name;
}

function valuesOf(names: string[], fields: string[]): Record<Column, string> {
  const at = (c: Column) => (fields[names.indexOf(c)] ?? '').trim();
  return { first_name: at('first_name'), last_name: at('last_name'), email: at('email'), role: at('role').toLowerCase() };
}

function rowOf(values: Record<Column, string>, line: number, first: Map<string, number>): Row {
  const address = values.email.toLowerCase();
  const twin = first.get(address) ?? null;
  if (twin === null && address !== '') first.set(address, line);
  return { line, values, twin };
}
