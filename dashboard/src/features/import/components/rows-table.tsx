import { DataTable } from '@/components/data-table';
import { useText } from '@/i18n';
import { shownAddress } from '@/lib/address';
import type { ImportResult } from '@/lib/types';
import { outcomeText } from '../outcome';
import classes from './rows-table.module.css';

/** Every line of the file with what became of it, or with `forecast` would become of it. */
export function RowsTable({ results, forecast }: { results: readonly ImportResult[]; forecast: boolean }) {
  const t = useText();
  const kind = (r: ImportResult) => (r.status !== 'created' ? 'bad' : forecast ? 'open' : 'good');
  return (
    <DataTable label={t.importUsers.previewTitle} rows={results} id={(r) => String(r.row)} columns={[
      { title: t.importUsers.line, whole: true, cell: (r) => r.row },
      { title: t.createUser.email, cell: (r) => shownAddress(r.email) || '—' },
      { title: t.importUsers.outcome, cell: (r) => (
        <span className={classes[kind(r)]} data-outcome={kind(r)}>{outcomeText(t, r, results, forecast)}</span>
      ) },
    ]} />
  );
}
