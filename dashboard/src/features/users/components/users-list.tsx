import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { Empty } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { ShowMore } from '@/components/show-more';
import { useOrg } from '@/lib/session';
import { useLanguage, useText } from '@/i18n';
import type { User } from '@/lib/types';
import { largestPage, pageSize, usersQuery } from '@/lib/users';
import { mostSorted, sortUsers } from '../sort';
import { searchField, type UsersSearch } from '../search';
import { useListSearch } from './users-filters';
import classes from './users-list.module.css';
import { UsersTable } from './users-table';

export function UsersList() {
  const t = useText();
  const list = useUsers();
  if (list.error && list.users.length === 0) {
    return <ProblemAlert error={list.error} retry={list.retry} />;
  }
  if (list.isPending) return <Waiting />;
  return (
    <div className={classes.list} aria-busy={list.isStale}>
      <Text size="sm" c="dimmed" role="status" data-count>
        {list.sorting ? t.users.sortingAll(list.users.length) : t.users.count(list.users.length, list.hasMore)}
      </Text>
      {list.tooMany && <Text size="sm">{t.users.sortTooMany(list.users.length)}</Text>}
      {list.users.length === 0 ? <Nobody /> : <UsersTable users={list.users} />}
      <ProblemAlert error={list.error} retry={list.retry} />
      <ShowMore rows={list.users.length} hasMore={list.hasMore && !list.sorting && !list.tooMany} loading={list.isFetchingMore} onMore={list.more} />
    </div>
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
  const { q, status, role, sort } = search;
  const wholeList = sort !== undefined;
  const query = useInfiniteQuery(usersQuery(org, { q: q?.trim() || undefined, status, role }, wholeList ? largestPage : pageSize));
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query;
  const loaded = useMemo(() => data?.pages.flatMap((p) => p.data) ?? [], [data]);
  const wanted = wholeList ? Math.ceil(mostSorted / largestPage) : search.pages ?? 1;
  const short = hasNextPage && (data?.pages.length ?? 0) < wanted && loaded.length < mostSorted;
  useEffect(() => {
    if (short && !isFetching && !isError && !query.isPlaceholderData) void fetchNextPage();
  }, [short, isFetching, isError, query.isPlaceholderData, fetchNextPage]);
  const users = useMemo(() => (sort ? sortUsers(loaded, sort, language) : loaded), [loaded, sort, language]);
  return {
    users, error: query.error, isPending: query.isPending, isStale: query.isPlaceholderData, isFetchingMore: query.isFetchingNextPage,
    hasMore: hasNextPage, sorting: wholeList && short, tooMany: wholeList && hasNextPage && !short,
    retry: () => void (query.isFetchNextPageError ? fetchNextPage() : query.refetch()),
    more: () => change({ pages: (data?.pages.length ?? 1) + 1 }),
  };
}

/** Says what was looked for, and where; what clears it goes away with it, so the focus goes to the search field. */
function Nobody() {
  const t = useText();
  const [{ q, status, role }, change] = useListSearch();
  const filtered = status !== undefined || role !== undefined;
  const clear = (what: UsersSearch) => { change(what); document.getElementById(searchField)?.focus(); };
  const filters = [status && t.status[status], role && t.role[role]].filter((s) => s !== undefined);
  return (
    <Empty title={q ? t.users.emptySearch(q) : t.users.empty}>
      <Text size="sm" c="dimmed">{q && t.users.searched} {filtered ? t.users.onlyFiltered(filters.join(', ')) : !q && t.users.emptyText}</Text>
      <Group gap="xs" justify="center">
        {q && <Button variant="default" size="xs" onClick={() => clear({ q: undefined })}>{t.users.clearSearch}</Button>}
        {(filtered || !q) && (
          <Button variant="default" size="xs" onClick={() => clear({ status: undefined, role: undefined })}>{t.users.clearFilters}</Button>
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
