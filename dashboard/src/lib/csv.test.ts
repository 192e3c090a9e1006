import { describe, expect, test } from 'vitest';
import { formatCsv, parseCsv } from './csv';

describe('parseCsv', () => {
  test.each([
    ['', []],
    ['a,b\n1,2\n', [['a', 'b'], ['1', '2']]],
    ['a,b\r\n1,2', [['a', 'b'], ['1', '2']]],
    ['\uFEFFa\n', [['a']]],
    ['a;b,c;d\n1;2;3\n', [['a', 'b,c', 'd'], ['1', '2', '3']]],
    ['a\tb\n"1\t2"\t3\n', [['a', 'b'], ['1\t2', '3']]],
    ['"a ""quoted"" word","two\nlines",\n', [['a "quoted" word', 'two\nlines', '']]],
    ['a,"never closed', [['a', 'never closed']]],
    ['a"b,c\n', [['a"b', 'c']]],
    ['\n\n', [[''], ['']]],
  ])('%j', (text, rows) => {
    expect(parseCsv(text)).toEqual(rows);
  });
});

test('what formatCsv writes, parseCsv reads', () => {
  const alphabet = ['a', '"', ',', '\n', '\r\n', ' ', 'é', '😀', ';', "'"];
  let seed = 7;
  const next = (n: number) => { seed = (seed * 48271) % 2147483647; return seed % n; };
  for (let i = 0; i < 500; i++) {
    const field = () => 'f' + Array.from({ length: next(6) }, () => alphabet[next(alphabet.length)]).join('');
    const rows = [['head', 'line', 'x'], ...Array.from({ length: 1 + next(4) }, () => [field(), field(), `x${field()}`])];
    expect(parseCsv(formatCsv(rows))).toEqual(rows);
  }
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])('a spreadsheet does not run %j', (value) => {
  expect(parseCsv(formatCsv([['h', 'i'], [value, 'x']]))[1]?.[0]).toBe(`'${value}`);
});
