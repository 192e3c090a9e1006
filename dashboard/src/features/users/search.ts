import { queryRules } from '@/lib/rules';
import type { UsersFilter } from '@/lib/users';
import { roles } from '@/lib/roles';
import { type Role, type Status, statuses } from '@/lib/types';

/** The id of the field that searches the list. */
export const searchField = 'users-search';

export const sorts = [
  'name', '-name', 'email', '-email', 'role', '-role', 'status', '-status', 'last_sign_in', '-last_sign_in',
] as const;
export type Sort = (typeof sorts)[number];

/**
 * What the address bar says about the list. `pages` is how far it was opened. Without `sort` it is in the service's own
 * order: by last name, or of a search by what matched.
 */
export type UsersSearch = { q?: string; status?: Status; attention?: true; role?: Role; second_factor?: boolean; sort?: Sort; pages?: number; create?: boolean };

/** Reads the address bar; what makes no sense is left out. */
export function parseUsersSearch(s: Record<string, unknown>): UsersSearch {
  const pages = Number(s.pages);
  const q = text(s.q);
  return {
    q,
    status: statuses.find((x) => x === s.status),
    attention: s.attention === true || undefined,
    role: roles.find((x) => x === s.role),
    second_factor: typeof s.second_factor === 'boolean' ? s.second_factor : undefined,
    sort: sorts.find((x) => x === s.sort && (x !== 'name' || q !== undefined)),
    pages: Number.isInteger(pages) && pages > 1 && pages <= 200 ? pages : undefined,
    create: s.create === true || undefined,
  };
}

function text(value: unknown): string | undefined {
  // The router reads ?q=42 as a number.
  const s = typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, queryRules['list-users'].q.maxLength) : '';
  return s === '' ? undefined : s;
}

let last: { org: string; search: UsersSearch } | undefined;

/** Remembers how the list was left, for the way back from a user. */
export function rememberSearch(org: string, { create: _, ...search }: UsersSearch): void {
  last = { org, search };
}

/** How the organization's list was left on this visit. */
export function lastSearch(org: string): UsersSearch {
  return last?.org === org ? last.search : {};
}

/** What the list is narrowed to. */
export function filterOf({ q, status, attention, role, second_factor }: UsersSearch): UsersFilter {
  return { q: q?.trim() || undefined, status, attention, role, ...(second_factor !== undefined && { second_factor: `${second_factor}` }) };
}
