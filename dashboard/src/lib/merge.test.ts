import { expect, test } from 'vitest';
import { clashes, differences } from './merge';

const base = { first: 'A', last: 'B', role: 'auditor' };
test.each([
  ['nobody', {}, {}, []],
  ['only I', { first: 'X' }, {}, []],
  ['only they', {}, { first: 'X' }, []],
  ['each something else', { first: 'X' }, { last: 'Y' }, []],
  ['both the same', { first: 'X' }, { first: 'X' }, []],
  ['both one of two', { first: 'X', last: 'X' }, { first: 'Y', role: 'owner' }, ['first']],
])('%s has changed something', (_, mine, theirs, want) => expect(clashes({ ...base, ...mine }, base, { ...base, ...theirs })).toEqual(want));

test('differences are what is sent', () => {
  expect(differences({ first: 'A', last: 'C', role: 'owner' }, base)).toEqual({ last: 'C', role: 'owner' });
  expect(differences(base, { ...base })).toEqual({});
});
