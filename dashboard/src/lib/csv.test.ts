import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatCsv } from './csv';

test.each([
  [[], '\r\n'],
  [[['a', 'b'], ['1', '']], 'a,b\r\n1,\r\n'],
  [[['a "quoted" word', 'two\r\nlines', 'x,y', 'é 😀 \'']], '"a ""quoted"" word","two\nlines","x,y",é 😀 \'\r\n'],
])('%j', (rows, text) => {
  expect(formatCsv(rows)).toBe(text);
});

type Guarded = { name: string; cell: string; written: string };
const cases: Guarded[] = JSON.parse(readFileSync('../pkg/lib/csv/testdata/guard.json', 'utf8'));

test.each(cases)('a spreadsheet gets what the service would write: $name', ({ cell, written }) => {
  const quoted = `"${written.replaceAll('"', '""')}"`;
  expect([`x,${written}\r\n`, `x,${quoted}\r\n`]).toContain(formatCsv([['x', cell]]));
});
