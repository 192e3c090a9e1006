import { Button, Skeleton, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { DataTable } from '@/components/data-table';
import { Empty, Page, ReadOnlyNote } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { ShowMore } from '@/components/show-more';
import { When } from '@/components/time';
import { useAllowed, useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import { hasCode } from '@/lib/errors';
import { flowsQuery } from '../api/flows';

export function FlowsPage() {
  const t = useText();
  const org = useOrg();
  const mayCreate = useAllowed('flows:create');
  const query = useInfiniteQuery(flowsQuery(org));
  const flows = query.data?.pages.flatMap((p) => p.data) ?? [];
  const missing = hasCode(query.error, 'not_found');
  return (
    <Page title={t.flows.title} actions={mayCreate && !missing && (
      <Button component={Link} to="/organizations/$org/flows/$flow" params={{ org, flow: 'new' } as never} leftSection={<IconPlus size={16} aria-hidden />}>{t.flows.create}</Button>
    )}>
      {!mayCreate && <ReadOnlyNote>{t.flows.readOnly}</ReadOnlyNote>}
      <ProblemAlert error={query.error} retry={() => void query.refetch()}>{missing ? t.errors.unavailable : undefined}</ProblemAlert>
      {query.isPending && <Skeleton height={200} radius="md" />}
      {query.isSuccess && flows.length === 0 && <Empty title={t.flows.empty}>{mayCreate && (
        <>
          <Text size="sm" c="dimmed">{t.flows.emptyText}</Text>
          <Button component={Link} to="/organizations/$org/flows/$flow" params={{ org, flow: 'new' } as never} size="xs" variant="default">{t.flows.createFirst}</Button>
        </>
      )}</Empty>}
      {flows.length > 0 && (
        <DataTable label={t.flows.title} rows={flows} id={(f) => f.id} columns={[
          { title: t.flows.name, cell: (f) => <Link to="/organizations/$org/flows/$flow" params={{ org, flow: f.id }}>{f.name}</Link> },
          { title: t.flows.status, cell: (f) => t.flows.statuses[f.status] },
        { title: t.flows.version, cell: (f) => f.version },
          { title: t.flows.updated, cell: (f) => <When at={f.updated_at} relative /> },
        ]} />
      )}
      <ShowMore rows={flows.length} hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
    </Page>
  );
}
