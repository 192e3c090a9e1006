import { describe, expect, test } from 'vitest';
import { fullName, initials, relativeTime, remaining } from './format';

const now = Date.parse('2026-03-10T12:00:00Z');
const later = (s: number) => new Date(now + s * 1000).toISOString();

describe('remaining', () => {
  test.each([
    [6 * 86_400 + 23 * 3_600 + 59, '6 days, 23 hours'], [86_400, '1 day, 0 hours'], [3_661, '1 hour, 1 minute'],
    [61, '1 minute, 1 second'], [1, '1 second'], [0, ''], [-5, ''],
  ])('%i s', (seconds, text) => expect(remaining(later(seconds), 'en', now)).toBe(text));
  test('in Dutch', () => expect(remaining(later(2 * 86_400), 'nl', now)).toBe('2 dagen, 0 uur'));
  test('of no time at all', () => expect(remaining('', 'en', now)).toBe(''));
});

test.each([
  [-10, '10 seconds ago'], [-3_600, '1 hour ago'], [-86_400, 'yesterday'], [-2 * 86_400, '2 days ago'],
])('relative %i s', (seconds, text) => expect(relativeTime(later(seconds), 'en', now)).toBe(text));
test('long ago is a date', () => expect(relativeTime('2020-01-02T12:00:00Z', 'en', now)).toMatch(/2 Jan 2020/));

test.each([
  ['Ada', 'Byron', 'AB'], ['Ada', '', 'A'], ['', '', 'X'], ['éa', 'ø', 'ÉØ'], ['😀b', '𝒜c', '😀𝒜'],
])('initials of %s %s', (first_name, last_name, text) => expect(initials({ first_name, last_name, email: 'x@y.z' })).toBe(text));

test('somebody without names goes by their address', () => {
  expect(fullName({ first_name: '', last_name: '', email: 'x@y.z' })).toBe('x@y.z');
});
