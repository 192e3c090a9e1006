import { describe, expect, test } from 'vitest';
import { judge, meetsLength } from './password-rules';

const met = (password: string, personal: string[] = []) => judge(password, personal).filter((r) => r.met).map((r) => r.id);

test('length is in characters, not code units', () => {
  expect(meetsLength('😀'.repeat(11))).toBe(false);
  expect(meetsLength('😀'.repeat(12))).toBe(true);
  expect(meetsLength('é'.normalize('NFD').repeat(11))).toBe(false); // 22 code points, 11 characters
  expect(meetsLength('a'.repeat(128))).toBe(true);
  expect(meetsLength('a'.repeat(129))).toBe(false);
});

describe('varied', () => {
  test.each(['aaaaaaaaaaaa', 'abababababab', 'abcdefghijkl', '123412341234', 'qwertyuiop', 'poiuytrewq', '678901234567', 'QWERTYUIOP'])('%s is not', (p) => {
    expect(met(p)).not.toContain('varied');
  });
  test.each(['violet tram beside nine rivers', 'mind the gap at seat 42', 'a'])('%s is', (p) => {
    expect(met(p)).toContain('varied');
  });
});

describe('personal', () => {
  const ada = ['Ada', 'Byron', 'ada.byron@acme.example'];
  test.each(['adabyron1815', 'Byron-Ada-1', 'acmeexample!'])('%s is made of names', (p) => expect(met(p, ada)).not.toContain('personal'));
  test.each(['ada likes violet trams', 'mind the gap at seat 42'])('%s is not', (p) => expect(met(p, ada)).toContain('personal'));
});

test('nothing typed meets nothing', () => expect(met('')).toEqual([]));
