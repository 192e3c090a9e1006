import { describe, expect, test } from 'vitest';
import type { Page, User } from '@/lib/types';
import { centred, shrunk, squareOf, within } from './crop';
import { follow, pollEvery, wasJustSent } from '@/lib/users';
import { parseUsersSearch, type Sort } from './search';
import { sortUsers } from './sort';

const user = (over: Partial<User>): User => ({
  id: 'usr_1', email: 'a@b.cd', first_name: 'A', last_name: 'B', role: 'auditor', status: 'active', logo_url: null, invitation: null,
  last_sign_in_at: null, address_problem: null, second_factor: null,
  notifications: { invitation_requested: true, mail_bounced: true, owner_added: true, owner_key_created: true }, created_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-01T00:00:00.000Z', version: 1, ...over,
});

describe('follow', () => {
  const pages = (sizes: number[]) => {
    const asked: (string | null)[] = [];
    const read = (cursor: string | null): Promise<Page<User>> => {
      asked.push(cursor);
      const i = Number(cursor ?? 0);
      return Promise.resolve({ data: Array.from({ length: sizes[i] ?? 0 }, (_, n) => user({ id: `${i}.${n}` })), next_cursor: i + 1 < sizes.length ? String(i + 1) : null });
    };
    return { read, asked };
  };
  test('goes on over empty pages until there is somebody to show', async () => {
    const { read, asked } = pages([0, 0, 0, 1]);
    expect((await follow(read, null, 25)).data).toHaveLength(1);
    expect(asked).toEqual([null, '1', '2', '3']);
  });
  test('stops at a full page and keeps the place', async () => {
    const { read, asked } = pages([20, 20, 20]);
    expect(await follow(read, null, 25)).toMatchObject({ next_cursor: '2', data: { length: 40 } });
    expect(asked).toHaveLength(2);
  });
  test('does not follow for ever', async () => {
    const { read, asked } = pages(Array<number>(100).fill(0));
    expect(await follow(read, null, 25)).toEqual({ data: [], next_cursor: '20' });
    expect(asked).toHaveLength(20);
  });
});

describe('sortUsers', () => {
  const people = [
    user({ id: '1', last_name: 'Zimmer', email: 'b@x.yz', role: 'owner', status: 'blocked', last_sign_in_at: '2026-01-02T00:00:00Z' }),
    user({ id: '2', last_name: 'ångström', email: 'C@x.yz', status: 'invited' }),
    user({ id: '3', last_name: 'Bee', email: 'a@x.yz', last_sign_in_at: '2026-01-03T00:00:00Z' }),
  ];
  test.each<[Sort, string]>([
    ['name', '231'], ['-name', '132'], ['email', '312'], ['-email', '213'], ['role', '123'], ['status', '321'], ['last_sign_in', '213'], ['-last_sign_in', '312'],
  ])('%s', (sort, ids) => expect(sortUsers(people, sort, 'en').map((u) => u.id).join('')).toBe(ids));
  test('leaves its input alone', () => {
    const before = [...people];
    sortUsers(people, '-email', 'en');
    expect(people).toEqual(before);
  });
});

test.each([
  ['queued', null, 10, true], ['queued', null, 31, false], ['sent', 20, 60, true], ['sent', 31, 60, false], ['delivered', 0, 60, true],
  ['sent', -20, 0, true], // a clock that is behind
  ['bounced', 5, 60, false], ['failed', null, 5, false],
] as const)('wasJustSent: %s, sent %s s ago, changed %s s ago: %s', (delivery, sent, changed, want) => {
  const now = Date.parse('2026-01-01T00:10:00Z');
  const ago = (s: number) => new Date(now - s * 1000).toISOString();
  const invitation = { delivery, sends: 1, sent_at: sent === null ? null : ago(sent), requested_at: null, waits_until: null, sponsor_id: null, expires_at: '2027-01-01T00:00:00Z' };
  expect(wasJustSent(user({ status: 'invited', invitation, updated_at: ago(changed) }), now)).toBe(want);
  expect(wasJustSent(user({ status: 'expired', invitation, updated_at: ago(changed) }), now)).toBe(false);
});

describe('pollEvery', () => {
  const invited = (delivery: 'queued' | 'sent' | 'delivered', sent_at: string | null = null) =>
    user({ status: 'invited', invitation: { delivery, sends: 1, sent_at, requested_at: null, waits_until: null, sponsor_id: null, expires_at: '2027-01-01T00:00:00Z' } });
  const at = Date.parse('2026-01-01T00:01:00Z');
  test('often while the mail is under way, and never for who has accepted', () => {
    expect(pollEvery(invited('queued'), at)).toBe(1_500);
    expect(pollEvery(invited('sent', '2026-01-01T00:00:30Z'), at)).toBe(4_000);
    expect(pollEvery(invited('sent', '2025-12-01T00:00:00Z'), at)).toBe(30_000);
    expect(pollEvery(invited('delivered'), at)).toBe(30_000);
    expect(pollEvery(user({}), at)).toBe(false);
    expect(pollEvery(undefined, at)).toBe(false);
  });
});

describe('parseUsersSearch', () => {
  test('keeps what makes sense', () => {
    expect(parseUsersSearch({ q: 'zo', status: 'active', role: 'owner', sort: '-email', pages: 3, create: true }))
      .toEqual({ q: 'zo', status: 'active', role: 'owner', sort: '-email', pages: 3, create: true });
    expect(parseUsersSearch({ q: 42 }).q).toBe('42');
    expect(parseUsersSearch({ q: 'zo', sort: 'name' }).sort).toBe('name'); // otherwise in the order of what matched
  });
  test('leaves out the rest', () => {
    const none = { q: undefined, status: undefined, role: undefined, sort: undefined, pages: undefined, create: undefined };
    expect(parseUsersSearch({ q: '', status: 'x', role: ['owner'], sort: 'name', pages: -1, create: 'yes' })).toEqual(none);
    expect(parseUsersSearch({ q: {}, pages: 1e9 })).toEqual(none);
  });
});


describe('a crop', () => {
  test('is of a picture no larger than it needs', () => {
    expect(shrunk({ width: 12_000, height: 9000 }, 256)).toEqual({ width: 1365, height: 1024 });
    expect(shrunk({ width: 30_000, height: 100 }, 256)).toEqual({ width: 30_000, height: 100 });
    expect(shrunk({ width: 300, height: 200 }, 256)).toEqual({ width: 300, height: 200 });
  });

  test('stays within the picture whatever is asked', () => {
    for (const size of [{ width: 600, height: 200 }, { width: 1, height: 1 }, { width: 10, height: 3000 }]) {
      for (const zoom of [-1, 0, 1, 2.5, 4, 99]) {
        for (const x of [-3, 0, 0.4, 1, 7]) {
          const s = squareOf(within({ zoom, x, y: 1 - x }, size), size);
          expect(s.left).toBeGreaterThanOrEqual(-1e-9);
          expect(s.top).toBeGreaterThanOrEqual(-1e-9);
          expect(s.left + s.side).toBeLessThanOrEqual(size.width + 1e-9);
          expect(s.top + s.side).toBeLessThanOrEqual(size.height + 1e-9);
        }
      }
    }
  });
  test('starts with the largest square in the middle', () => {
    expect(squareOf(centred, { width: 600, height: 200 })).toEqual({ left: 200, top: 0, side: 200 });
  });
});
