import { type Status, statuses, type User } from '@/lib/types';
import type { Sort } from './search';

/** The most users that are loaded to sort a list the service keeps in another order. */
export const mostSorted = 2_000;

const order = (s: Status) => statuses.indexOf(s);
const time = (u: User) => (u.last_sign_in_at === null ? 0 : Date.parse(u.last_sign_in_at));

/** Sorts in the reader's language; those alike are in order of last name. Who has one name is sorted by that. */
export function sortUsers(users: readonly User[], sort: Sort, language: string): User[] {
  const text = new Intl.Collator(language, { sensitivity: 'base', numeric: true }).compare;
  const byName = (a: User, b: User) => text(a.last_name || a.first_name, b.last_name || b.first_name) || text(a.first_name, b.first_name) || text(a.id, b.id);
  const by: Record<string, (a: User, b: User) => number> = {
    name: byName,
    email: (a, b) => text(a.email, b.email),
    role: (a, b) => text(b.role, a.role),
    status: (a, b) => order(a.status) - order(b.status),
    last_sign_in: (a, b) => time(a) - time(b),
  };
  const compare = by[sort.replace('-', '')] ?? byName;
  const direction = sort.startsWith('-') ? -1 : 1;
  return [...users].sort((a, b) => direction * compare(a, b) || byName(a, b));
}
