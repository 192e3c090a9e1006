import { DataTable } from '@/components/data-table';
import type { Dictionary } from '@/i18n/en';
import { useImportText } from '@/i18n/import';
import { shownAddress } from '@/lib/address';
import { type ImportResult, roles } from '@/lib/types';
import { outcomeText } from '../outcome';
import classes from './rows-table.module.css';

/** Every row of the list with what became of it, or with `forecast` would become of it. */
export function RowsTable({ results, forecast }: { results: readonly ImportResult[]; forecast: boolean }) {
  const t = useImportText();
  const kind = (r: ImportResult) => (r.status !== 'created' ? 'bad' : forecast ? 'open' : 'good');
  return (
    <DataTable label={t.importUsers.previewTitle} rows={results} id={(r) => String(r.row)} columns={[
      { title: t.importUsers.row, whole: true, cell: (r) => r.row },
      { title: t.importUsers.name, cell: (r) => [r.first_name, r.last_name].filter(Boolean).join(' ') || '—' },
      { title: t.createUser.email, cell: (r) => shownAddress(r.email) || '—' },
      { title: t.createUser.role, whole: true, cell: (r) => roleText(t, r.role) },
      { title: t.importUsers.outcome, cell: (r) => (
        <span className={classes[kind(r)]} data-outcome={kind(r)}>{outcomeText(t, r, results, forecast)}</span>
      ) },
    ]} />
  );
}

function roleText(t: Dictionary, given: string): string {
  const role = roles.find((r) => r === given);
  return role ? t.role[role] : given || '—';
}
