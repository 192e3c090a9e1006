import { useNavigate, useSearch } from '@tanstack/react-router';
import { parseUsersSearch, type UsersSearch } from '../search';

/** Puts changes of the list into the address bar; a narrowed list starts at its first page. */
export function useListSearch(): [UsersSearch, (change: UsersSearch) => void] {
  const search = useSearch({ from: '/signed-in/organizations/$org/settings/users' });
  const navigate = useNavigate({ from: '/organizations/$org/settings/users' });
  const change = (next: UsersSearch) =>
    void navigate({ search: (s) => parseUsersSearch({ ...s, pages: undefined, ...next }), replace: true, resetScroll: false });
  return [search, change];
}
