import { describe, expect, test } from 'vitest';
import { en } from '@/i18n/en';
import { nl } from '@/i18n/nl';
import type { AuditEvent } from '@/lib/types';
import { fill, plain, sentenceOf } from './sentence';

const event = (action: string, ...changes: AuditEvent['changes']): AuditEvent => ({
  id: 'evt_1', at: '2026-01-31T12:00:00.000Z', action, changes, request_id: '', client: '',
  actor: { type: 'user', id: 'usr_1', name: 'olive@example.com', erased: false }, target: { type: 'user', id: 'usr_2', name: 'daan@example.com', erased: false },
});
const role = { field: 'role', before: 'auditor', after: 'owner', erased: false };
const name = { field: 'first_name', before: 'Dan', after: 'Daan', erased: false };

describe.each([['English', en], ['Dutch', nl]])('in %s', (_language, t) => {
  test('every action has a sentence', () => {
    const sentences = Object.keys(t.audit.sentences).filter((s) => !s.includes('/'));
    expect(sentences.sort()).toEqual(Object.keys(t.audit.actions).sort());
  });
  test('every sentence names whom it is about, and only what there is', () => {
    for (const [action, text] of Object.entries(t.audit.sentences)) {
      expect(text, action).toMatch(/\{(who|whom)\}/);
      expect(text.match(/\{\w+\}/g)?.filter((p) => !['{who}', '{whom}', '{before}', '{after}'].includes(p)), action).toEqual([]);
    }
  });
});

test('a change of the role alone is told in the sentence, with others it is listed', () => {
  expect(sentenceOf(en, event('user.update', role))).toEqual({ text: en.audit.sentences['user.update/role'], change: role });
  expect(sentenceOf(en, event('user.update', name, role))).toEqual({ text: en.audit.sentences['user.update'], change: undefined });
  expect(sentenceOf(en, event('user.create', name, role)).change).toBe(role);
});

test('an action that is not known yet is told by its id', () => {
  expect(sentenceOf(en, event('invoice.pay')).text).toBe('{who}: invoice.pay {whom}');
});

test('the parts are put where they belong', () => {
  expect(fill('{who} blocked {whom}', { who: 1, whom: 2, before: 3, after: 4 })).toEqual([1, ' blocked ', 2]);
});

test('values in short', () => {
  expect([null, undefined, '', 3, true, `sha256:0123456789ab${'c'.repeat(52)}`].map(plain)).toEqual(['', '', '', '3', 'true', '01234567…']);
});
