import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import { lazyDialog } from '@/components/lazy-dialog';
import { Empty } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { ShowMore } from '@/components/show-more';
import { roleName } from '@/lib/roles';
import { useOrg } from '@/lib/session';
import { useLanguage, useText } from '@/i18n';
import type { User } from '@/lib/types';
import { largestPage, pageSize, usersQuery } from '@/lib/users';
import { mostSorted, sortUsers } from '../sort';
import { filterOf, searchField, type UsersSearch } from '../search';
import { type Selection, useSelection } from '../selection';
import { useListSearch } from './list-search';
import classes from './users-list.module.css';
import { UsersTable } from './users-table';

const SeveralActions = lazyDialog(() => import('./several-actions').then((m) => m.SeveralActions));

export function UsersList() {
  const t = useText();
  const list = useUsers();
  const [search] = useListSearch();
  const selection = useSelection(JSON.stringify(filterOf(search)), list.users);
  if (list.error && list.users.length === 0) {
    return <ProblemAlert error={list.error} retry={list.retry} />;
  }
  if (list.isPending) return <Waiting />;
  return (
    <div className={classes.list} aria-busy={list.isStale}>
      {/* Its text changes only when there is something new to say: it is read out each time. */}
      <Text size="sm" c="dimmed" role="status" data-count id={countId} tabIndex={-1}>
        {list.sorting ? t.users.sortingAll : t.users.count(list.users.length, list.hasMore)}
      </Text>
      {list.tooMany && <Text size="sm">{t.users.sortTooMany(list.users.length)}</Text>}
      {list.users.length === 0 ? <Nobody /> : <UsersTable users={list.users} selection={selection} />}
      <ProblemAlert error={list.error} retry={list.retry} />
      <ShowMore rows={list.users.length} hasMore={list.hasMore && !list.sorting && !list.tooMany} loading={list.isFetchingMore} onMore={list.more} />
      <Several selection={selection} users={list.users} />
    </div>
  );
}

/** What tells how many there are: where the focus goes when what had it is gone. */
const countId = 'users-count';

function Several({ selection, users }: { selection: Selection; users: User[] }) {
  const clear = useCallback(() => selection.set([]), [selection]);
  return (
    <SeveralActions opened={selection.users.length > 0} onClose={clear} selection={selection} users={users}
      onGone={() => document.getElementById(countId)?.focus()} />
  );
}

type List = {
  users: User[]; error: Error | null; isPending: boolean; isStale: boolean; isFetchingMore: boolean;
  hasMore: boolean; sorting: boolean; tooMany: boolean; more: () => void; retry: () => void;
};

/**
 * The users to show. How far the list was opened is in the address, so that a
 * reload or a way back ends up at the same place. Another order than the service's
 * own needs all of the list, which is then read in large pages.
 */
function useUsers(): List {
  const org = useOrg();
  const { language } = useLanguage();
  const [search, change] = useListSearch();
  const { sort } = search;
  const wholeList = sort !== undefined;
  const query = useInfiniteQuery(usersQuery(org, filterOf(search), wholeList ? largestPage : pageSize));
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query;
  const loaded = useMemo(() => data?.pages.flatMap((p) => p.data) ?? [], [data]);
  const wanted = wholeList ? Math.ceil(mostSorted / largestPage) : search.pages ?? 1;
  const short = hasNextPage && (data?.pages.length ?? 0) < wanted && loaded.length < mostSorted;
  useEffect(() => {
    if (short && !isFetching && !isError && !query.isPlaceholderData) void fetchNextPage();
  }, [short, isFetching, isError, query.isPlaceholderData, fetchNextPage]);
  // Of the list before, while the next one is read: that one's own pages are not known yet.
  const following = (data?.pages.at(-1)?.next_cursor ?? null) !== null;
  const users = useMemo(() => (sort ? sortUsers(loaded, sort, language) : loaded), [loaded, sort, language]);
  return {
    users, error: query.error, isPending: query.isPending, isStale: query.isPlaceholderData, isFetchingMore: query.isFetchingNextPage,
    hasMore: following, sorting: wholeList && (query.isPlaceholderData ? following : short), tooMany: wholeList && hasNextPage && !short,
    retry: () => void (query.isFetchNextPageError ? fetchNextPage() : query.refetch()),
    more: () => change({ pages: (data?.pages.length ?? 1) + 1 }),
  };
}

/** Says what was looked for, and where; what clears it goes away with it, so the focus goes to the search field. */
function Nobody() {
  const t = useText();
  const [{ q, status, attention, role }, change] = useListSearch();
  const filtered = status !== undefined || attention !== undefined || role !== undefined;
  const clear = (what: UsersSearch) => { change(what); document.getElementById(searchField)?.focus(); };
  const filters = [status && t.status[status], attention && t.users.chips.attention, role && roleName(t, role)].filter((s) => s !== undefined);
  return (
    <Empty title={q ? t.users.emptySearch(q) : t.users.empty}>
      <Text size="sm" c="dimmed">{q && t.users.searched} {filtered ? t.users.onlyFiltered(filters.join(', ')) : !q && t.users.emptyText}</Text>
      <Group gap="xs" justify="center">
        {q && <Button variant="default" size="xs" onClick={() => clear({ q: undefined })}>{t.users.clearSearch}</Button>}
        {(filtered || !q) && (
          <Button variant="default" size="xs" onClick={() => clear({ status: undefined, attention: undefined, role: undefined })}>{t.users.clearFilters}</Button>
        )}
      </Group>
    </Empty>
  );
}

/** As high as the list it stands for, so that nothing jumps. */
function Waiting() {
  const t = useText();
  return (
    <div role="status" aria-label={t.common.loading} className={classes.list}>
      {[1, 2, 3, 4, 5].map((n) => <Skeleton key={n} height={56} radius="md" />)}
    </div>
  );
}
