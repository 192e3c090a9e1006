import { Button, Group, NativeSelect, Skeleton, Text, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { DataTable } from '@/components/data-table';
import { Empty, Page } from '@/components/page';
import { errorText, ProblemAlert } from '@/components/problem';
import { ShowMore } from '@/components/show-more';
import { When } from '@/components/time';
import { toast } from '@/components/toasts';
import { useOrg } from '@/lib/session';
import { largestPage, usersQuery } from '@/lib/users';
import { useText } from '@/i18n';
import { downloadCsv } from '@/lib/csv';
import { hasCode } from '@/lib/errors';
import { fullName } from '@/lib/format';
import type { AuditEvent } from '@/lib/types';
import { auditQuery, exportAudit, filterOf } from '../api/audit';
import { type AuditSearch, parseAuditSearch } from '../search';
import classes from './audit-page.module.css';
import { actionText, Changes, type People, peopleOf, Sentence } from './event-text';

export function AuditPage() {
  const t = useText();
  const org = useOrg();
  const search = useSearch({ from: '/signed-in/organizations/$org/settings/audit-log' });
  const filter = useMemo(() => filterOf(search), [search]);
  const query = useInfiniteQuery(auditQuery(org, filter));
  const people = usePeople();
  const events = query.data?.pages.flatMap((p) => p.data) ?? [];
  const missing = hasCode(query.error, 'not_found');
  return (
    <Page title={t.audit.title} intro={t.audit.intro} actions={!missing && <Export />}>
      <Filters people={people} />
      <Target events={events} />
      <ProblemAlert error={query.error} retry={() => void query.refetch()}>{missing ? t.errors.unavailable : undefined}</ProblemAlert>
      {query.isPending && <Skeleton height={240} radius="md" />}
      {query.isSuccess && events.length === 0 && <Nothing />}
      {events.length > 0 && (
        <DataTable label={t.audit.title} rows={events} id={(e) => e.id} columns={[
          { title: t.audit.when, whole: true, cell: (e) => <When at={e.at} seconds /> },
          { title: t.audit.what, cell: (e) => <Sentence event={e} people={people} /> },
          { title: t.audit.details, cell: (e) => <Changes event={e} /> },
        ]} />
      )}
      <ShowMore rows={events.length} hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
    </Page>
  );
}

/** A log is never empty: it is the filters that leave nothing. */
function Nothing() {
  const t = useText();
  const navigate = useNavigate({ from: '/organizations/$org/settings/audit-log' });
  const clear = () => {
    document.getElementById('content')?.focus(); // the button goes away
    void navigate({ search: {}, replace: true });
  };
  return (
    <Empty title={t.audit.empty}>
      <Text size="sm" c="dimmed">{t.audit.emptyText}</Text>
      <Button size="xs" variant="default" onClick={clear}>{t.users.clearFilters}</Button>
    </Empty>
  );
}

/** Says that only one thing's events are shown, which has no filter of its own, and leads out of it. */
function Target({ events }: { events: AuditEvent[] }) {
  const t = useText();
  const { target } = useSearch({ from: '/signed-in/organizations/$org/settings/audit-log' });
  const navigate = useNavigate({ from: '/organizations/$org/settings/audit-log' });
  if (!target) return null;
  const name = events.find((e) => e.target.id === target)?.target.name || target;
  return (
    <Group gap="sm">
      <Text size="sm">{t.audit.toWhat(name)}</Text>
      <Button size="xs" variant="default" onClick={() => void navigate({ search: (s) => parseAuditSearch({ ...s, target: undefined }), replace: true })}>{t.audit.anything}</Button>
    </Group>
  );
}

/** The first hundred of the organization's people, by whose names events are told and filtered. */
function usePeople(): People {
  const { data } = useInfiniteQuery(usersQuery(useOrg(), {}, largestPage));
  return useMemo(() => peopleOf(data?.pages.flatMap((p) => p.data)), [data]);
}

function Filters({ people }: { people: People }) {
  const t = useText();
  const search = useSearch({ from: '/signed-in/organizations/$org/settings/audit-log' });
  const navigate = useNavigate({ from: '/organizations/$org/settings/audit-log' });
  const change = (next: AuditSearch) => void navigate({ search: (s) => parseAuditSearch({ ...s, ...next }), replace: true });
  return (
    <search className={classes.filters}>
      <NativeSelect label={t.audit.action} value={search.action ?? ''} onChange={(e) => change({ action: e.currentTarget.value })}
        data={[{ value: '', label: t.audit.anyAction }, ...Object.keys(t.audit.actions).map((a) => ({ value: a, label: actionText(t, a) }))]} />
      <NativeSelect label={t.audit.actor} value={search.actor ?? ''} onChange={(e) => change({ actor: e.currentTarget.value })}
        data={[{ value: '', label: t.audit.anyone }, ...[...people.values()].map((u) => ({ value: u.id, label: fullName(u) }))]} />
      <TextInput type="date" label={t.audit.from} value={search.from ?? ''} onChange={(e) => change({ from: e.currentTarget.value })} />
      <TextInput type="date" label={t.audit.to} value={search.to ?? ''} onChange={(e) => change({ to: e.currentTarget.value })} />
    </search>
  );
}

function Export() {
  const t = useText();
  const org = useOrg();
  const search = useSearch({ from: '/signed-in/organizations/$org/settings/audit-log' });
  const [count, setCount] = useState<number | null>(null);
  const run = async () => {
    setCount(0);
    try {
      downloadCsv('audit-log.csv', await exportAudit(org, filterOf(search), setCount));
    } catch (error) {
      toast(errorText(error, t));
    }
    setCount(null);
  };
  return (
    <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} disabled={count !== null} onClick={() => void run()}>
      {count === null ? t.audit.export : t.audit.exporting(count)}
    </Button>
  );
}
