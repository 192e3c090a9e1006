import { DataTable } from '@/components/data-table';
import { useImportText } from '@/i18n/import';
import { shownAddress } from '@/lib/address';
import { roleName } from '@/lib/roles';
import type { ImportResult } from '@/lib/types';
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
      { title: t.createUser.role, whole: true, cell: (r) => r.role ? roleName(t, r.role) : '—' },
      { title: t.importUsers.outcome, cell: (r) => (
        <span className={classes[kind(r)]} data-outcome={kind(r)}>{outcomeText(t, r, results, forecast)}</span>
      ) },
    ]} />
  );
}
