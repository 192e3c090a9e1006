import { describe, expect, test } from 'vitest';
import { check, firstError } from './json';

describe('check', () => {
  test.each(['{}', ' {"a":[1,-0.5e+3,"\\u00e9",true,false,null,{}]}\n'])('%s is fine', (text) => {
    expect(check(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });
  test.each(['[]', '1', '"x"', 'null', 'true'])('%s is no object', (text) => {
    expect(check(text)).toEqual({ ok: false, kind: 'not-object' });
  });
  test.each([
    ['', 1, 1, ''], ['{', 1, 2, ''], ['{\n  "a": [1,\n}', 3, 1, '}'], ['{"a":1,}', 1, 8, '}'], ["{'a':1}", 1, 2, "'"], ['{"a" 1}', 1, 6, '1'],
    ['{}x', 1, 3, 'x'], ['{"a":01}', 1, 7, '1'], ['{"a":"b\nc"}', 1, 6, '"'], ['{"a":tru}', 1, 6, 't'], ['{"a":😀}', 1, 6, '😀'], ['{"a":1\n"b":2}', 2, 1, '"'],
  ])('%j is wrong at %i:%i', (text, line, column, found) => {
    expect(check(text)).toEqual({ ok: false, kind: 'syntax', line, column, found });
  });
  test('nested too deeply is refused, not thrown', () => {
    expect(check('['.repeat(1_000_000)).ok).toBe(false);
  });
});

test('a text cut short is wrong where it ends, or at what was cut in two', () => {
  const text = '{"a": [1, 2.5e3, "x\\n", {"b": null}], "c": true}';
  for (let i = 0; i < text.length; i++) {
    const at = firstError(text.slice(0, i));
    expect(at).toBeLessThanOrEqual(i);
    expect(text.slice(at, i)).not.toMatch(/[{}[\]:,]\s*\S/); // nothing whole was passed over
  }
});
