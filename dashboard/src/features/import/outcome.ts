import { errorText } from '@/components/problem';
import type { Dictionary } from '@/i18n/en';
import { formatCsv } from '@/lib/csv';
import { type Outcome, isCreated } from './api/import';
import { columns } from './rows';

/** What became of a row, or with `forecast` would become of it, in words. */
export function outcomeText(t: Dictionary, o: Outcome, forecast: boolean): string {
  if (isCreated(o)) return forecast ? t.importUsers.wouldCreate : t.importUsers.created;
  if (o.error) return errorText(o.error, t);
  if (!o.result) return t.importUsers.noAnswer;
  if (o.result.status === 'invalid') {
    return o.result.errors.map((f) => `${f.field}: ${t.errors.fields[f.code] ?? f.message}`).join(' ');
  }
  if (o.result.status === 'email_taken' && o.row.twin !== null) return t.importUsers.duplicate(o.row.twin);
  return t.errors.codes[o.result.status] ?? o.result.detail ?? o.result.status;
}

/** The file again, with what became of each line and the id of who was created. */
export function resultCsv(t: Dictionary, outcomes: readonly Outcome[]): string {
  return formatCsv([['line', ...columns, 'status', 'result', 'user_id'], ...outcomes.map((o) => [
    String(o.row.line), ...columns.map((c) => o.row.values[c]),
    o.result?.status ?? o.error?.code ?? '', outcomeText(t, o, false), o.result?.user_id ?? '',
  ])]);
}
