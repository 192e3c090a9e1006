import { expect, test } from 'vitest';
import { formatCsv } from './csv';

test.each([
  [[], '\r\n'],
  [[['a', 'b'], ['1', '']], 'a,b\r\n1,\r\n'],
  [[['a "quoted" word', 'two\nlines', 'x,y', 'é 😀 ; \'']], '"a ""quoted"" word","two\nlines","x,y",é 😀 ; \'\r\n'],
])('%j', (rows, text) => {
  expect(formatCsv(rows)).toBe(text);
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])('a spreadsheet does not run %j', (value) => {
  expect(formatCsv([[value, 'x']])).toBe(`'${value},x\r\n`);
});
