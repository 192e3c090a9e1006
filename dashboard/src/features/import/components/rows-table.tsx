import { DataTable } from '@/components/data-table';
import { useText } from '@/i18n';
import { isCreated, type Outcome } from '../api/import';
import { outcomeText } from '../outcome';
import { columns } from '../rows';
import classes from './rows-table.module.css';

/** Every line of the file with what it did; `open` says whether a line is still to be sent. */
export function RowsTable({ outcomes, open }: { outcomes: readonly Outcome[]; open: (o: Outcome) => boolean }) {
  const t = useText();
  const kind = (o: Outcome) => (!isCreated(o) ? 'bad' : open(o) ? 'open' : 'good');
  const titles = { first_name: t.createUser.firstName, last_name: t.createUser.lastName, email: t.createUser.email, role: t.createUser.role };
  return (
    <DataTable label={t.importUsers.previewTitle} rows={outcomes} id={(o) => String(o.row.line)} columns={[
      { title: t.importUsers.line, whole: true, cell: (o) => o.row.line },
      ...columns.map((c) => ({ title: titles[c], whole: c === 'role', cell: (o: Outcome) => o.row.values[c] || '—' })),
      { title: t.importUsers.outcome, cell: (o) => <span className={classes[kind(o)]} data-outcome={kind(o)}>{outcomeText(t, o, open(o))}</span> },
    ]} />
  );
}
