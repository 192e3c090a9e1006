import { DataTable } from '@/components/data-table';
import { useText } from '@/i18n';
import type { Outcome } from '../api/import';
import { columns, type Row } from '../rows';
import { outcomeText } from './import-page';
import classes from './rows-table.module.css';

/** Every line of the file with what it would do, or did. */
export function RowsTable({ rows, outcomes }: { rows: Row[]; outcomes: Outcome[] }) {
  const t = useText();
  const of = new Map(outcomes.map((o) => [o.row.line, o]));
  const kind = (r: Row) => (of.get(r.line)?.user ? 'good' : of.get(r.line)?.error || !r.input ? 'bad' : 'open');
  const titles = { first_name: t.createUser.firstName, last_name: t.createUser.lastName, email: t.createUser.email, role: t.createUser.role };
  return (
    <DataTable label={t.importUsers.previewTitle} rows={rows} id={(r) => String(r.line)} columns={[
      { title: t.importUsers.line, cell: (r) => r.line },
      ...columns.map((c) => ({ title: titles[c], cell: (r: Row) => r.values[c] || '—' })),
      { title: t.importUsers.outcome, cell: (r) => <span className={classes[kind(r)]} data-outcome={kind(r)}>{outcomeText(t, r, of.get(r.line))}</span> },
    ]} />
  );
}
