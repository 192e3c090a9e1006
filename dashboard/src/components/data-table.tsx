// biome-ignore-all lint/a11y/noRedundantRoles: browsers forget the roles of a table that the narrow layout shows as blocks.
import type { ReactNode } from 'react';
import classes from './data-table.module.css';

/** `whole` keeps the words of a column in one piece; `wide` gives it room for addresses. */
export type Column<Row> = { title: string; cell: (row: Row) => ReactNode; whole?: boolean; wide?: boolean };
type Props<Row> = { label: string; rows: readonly Row[]; columns: readonly Column<Row>[]; id: (row: Row) => string };

/** A table that becomes a list of labelled blocks where it is narrow. */
export function DataTable<Row>({ label, rows, columns, id }: Props<Row>) {
  return (
    <table className={classes.table} role="table" aria-label={label}>
      <thead className={classes.head} role="rowgroup">
        <tr role="row">{columns.map((c) => <th key={c.title} role="columnheader" scope="col" data-wide={c.wide}>{c.title}</th>)}</tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={id(row)} role="row" className={classes.row}>
            {columns.map((c) => (
              <td key={c.title} role="cell">
                <span className={classes.label} aria-hidden="true">{c.title}</span>
                <div className={classes.value} data-whole={c.whole}>{c.cell(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
