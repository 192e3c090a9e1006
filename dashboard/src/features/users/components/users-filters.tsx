import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useText } from '@/i18n';
import { queryRules } from '@/lib/rules';
import { roleName, roles } from '@/lib/roles';
import type { Seats } from '@/lib/types';
import { searchField, sorts } from '../search';
import { UsersChips } from './users-chips';
import { UsersExport } from './users-export';
import { useListSearch } from './list-search';
import classes from './users-filters.module.css';

/** What narrows the list: one row, and below it the statuses with how many have each. */
export function UsersFilters({ seats }: { seats: Seats | undefined }) {
  const t = useText();
  const [search, change] = useListSearch();
  return (
    <search className={classes.filters}>
      <div className={classes.row}>
        <SearchField />
        <NativeSelect className={classes.role} aria-label={t.users.filterRole} value={search.role ?? ''}
          onChange={(e) => change({ role: roles.find((r) => r === e.currentTarget.value) })}
          data={[{ value: '', label: t.users.anyRole }, ...roles.map((r) => ({ value: r, label: roleName(t, r) }))]} />
        <NativeSelect className={classes.role} aria-label={t.twoStep.title} value={search.second_factor === undefined ? '' : `${search.second_factor}`}
          onChange={({ currentTarget: { value } }) => change({ second_factor: value === '' ? undefined : value === 'true' })}
          data={[{ value: '', label: t.twoStep.any }, { value: 'true', label: t.twoStep.only.true }, { value: 'false', label: t.twoStep.only.false }]} />
        {/* Where the list is wide, its columns are what sorts it. */}
        <NativeSelect className={classes.order} aria-label={t.users.sortLabel} value={search.sort ?? (search.q ? '' : 'name')}
          onChange={(e) => change({ sort: sorts.find((s) => s === e.currentTarget.value) })}
          data={[...(search.q ? [{ value: '', label: t.users.sortMatch }] : []), ...sorts.map((s) => ({ value: s, label: t.users.sorts[s] }))]} />
        <UsersExport />
      </div>
      <UsersChips seats={seats} />
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
    <TextInput id={searchField} aria-keyshortcuts="/" className={classes.search} type="search" aria-label={t.users.search} placeholder={t.users.searchHint}
      leftSection={<IconSearch size={16} aria-hidden />} maxLength={queryRules['list-users'].q.maxLength} value={text} onChange={(e) => { setText(e.currentTarget.value); write(e.currentTarget.value); }} />
  );
}
