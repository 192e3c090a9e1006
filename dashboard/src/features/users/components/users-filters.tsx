import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useText } from '@/i18n';
import { queryRules } from '@/lib/rules';
import { roles, statuses } from '@/lib/types';
import { parseUsersSearch, searchField, sorts, type UsersSearch } from '../search';
import classes from './users-filters.module.css';

/** Puts changes of the list into the address bar; a narrowed list starts at its first page. */
export function useListSearch(): [UsersSearch, (change: UsersSearch) => void] {
  const search = useSearch({ from: '/signed-in/organizations/$org/settings/users' });
  const navigate = useNavigate({ from: '/organizations/$org/settings/users' });
  const change = (next: UsersSearch) =>
    void navigate({ search: (s) => parseUsersSearch({ ...s, pages: undefined, ...next }), replace: true, resetScroll: false });
  return [search, change];
}

export function UsersFilters() {
  const t = useText();
  const [search, change] = useListSearch();
  return (
    <search className={classes.filters}>
      <SearchField />
      <NativeSelect label={t.users.filterStatus} value={search.status ?? ''}
        onChange={(e) => change({ status: statuses.find((s) => s === e.currentTarget.value) })}
        data={[{ value: '', label: t.users.anyStatus }, ...statuses.map((s) => ({ value: s, label: t.status[s] }))]} />
      <NativeSelect label={t.users.filterRole} value={search.role ?? ''}
        onChange={(e) => change({ role: roles.find((r) => r === e.currentTarget.value) })}
        data={[{ value: '', label: t.users.anyRole }, ...roles.map((r) => ({ value: r, label: t.role[r] }))]} />
      <NativeSelect className={classes.order} label={t.users.sortLabel} value={search.sort ?? (search.q ? '' : 'name')}
        onChange={(e) => change({ sort: sorts.find((s) => s === e.currentTarget.value) })}
        data={[...(search.q ? [{ value: '', label: t.users.sortMatch }] : []), ...sorts.map((s) => ({ value: s, label: t.users.sorts[s] }))]} />
    </search>
  );
}

const typingPause = 250;

function SearchField() {
  const t = useText();
  const [search, change] = useListSearch();
  const [text, setText] = useState(search.q ?? '');
  // Typing writes the address; an address that was not typed (the back button, cleared filters) writes the field.
  const written = useRef(text);
  const write = useDebouncedCallback((q: string) => { written.current = q; change({ q }); }, typingPause);
  useEffect(() => {
    const q = search.q ?? '';
    if (q === written.current) return;
    written.current = q;
    setText(q);
  }, [search.q]);
  return (
    <TextInput id={searchField} aria-keyshortcuts="/" className={classes.search} type="search" label={t.users.search} placeholder={t.users.searchHint}
      leftSection={<IconSearch size={16} aria-hidden />} maxLength={queryRules['list-users'].q.maxLength} value={text} onChange={(e) => { setText(e.currentTarget.value); write(e.currentTarget.value); }} />
  );
}
