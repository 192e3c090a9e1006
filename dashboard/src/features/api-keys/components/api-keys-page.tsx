import { Button, Skeleton, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { DataTable } from '@/components/data-table';
import { Empty, Page, ReadOnlyNote } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { ShowMore } from '@/components/show-more';
import { When } from '@/components/time';
import { toast } from '@/components/toasts';
import { roleName } from '@/lib/roles';
import { useAllowed, useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import { stateOf } from '@/lib/api-keys';
import { hasCode } from '@/lib/errors';
import type { APIKey } from '@/lib/types';
import { useHasKept } from '@/lib/unsaved';
import { apiKeysQuery, useRevokeAPIKey } from '../api/api-keys';
import { CreateKeyDialog } from './create-key-dialog';

export function APIKeysPage() {
  const t = useText();
  const org = useOrg();
  const mayCreate = useAllowed('api_keys:create');
  const [creating, setCreating] = useState(useHasKept('create key'));
  const create = useRef<HTMLButtonElement>(null);
  const createFirst = () => {
    create.current?.focus(); // where the focus comes back to: this button is gone by then
    setCreating(true);
  };
  const query = useInfiniteQuery(apiKeysQuery(org));
  const keys = query.data?.pages.flatMap((p) => p.data) ?? [];
  const missing = hasCode(query.error, 'not_found');
  return (
    <Page title={t.keys.title} intro={t.keys.intro} actions={mayCreate && !missing && (
      <Button ref={create} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>{t.keys.create}</Button>
    )}>
      {!mayCreate && <ReadOnlyNote>{t.keys.readOnly}</ReadOnlyNote>}
      <ProblemAlert error={query.error} retry={() => void query.refetch()}>{missing ? t.errors.unavailable : undefined}</ProblemAlert>
      {query.isPending && <Skeleton height={200} radius="md" />}
      {query.isSuccess && keys.length === 0 && <Empty title={t.keys.empty}>{mayCreate && (
        <>
          <Text size="sm" c="dimmed">{t.keys.emptyText}</Text>
          <Button size="xs" variant="default" onClick={createFirst}>{t.keys.createFirst}</Button>
        </>
      )}</Empty>}
      {keys.length > 0 && <KeysTable keys={keys} />}
      <ShowMore rows={keys.length} hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
      {mayCreate && <CreateKeyDialog opened={creating} onClose={() => setCreating(false)} />}
    </Page>
  );
}

function KeysTable({ keys }: { keys: APIKey[] }) {
  const t = useText();
  const org = useOrg();
  const mayRevoke = useAllowed('api_keys:revoke');
  const revoke = useRevokeAPIKey(org);
  const [asked, ask] = useState<APIKey | null>(null);
  const run = (key: APIKey) => revoke.mutate(key.id, { onSuccess: () => { toast(t.keys.revokedDone(key.name)); ask(null); } });
  return (
    <>
      <DataTable label={t.keys.title} rows={keys} id={(k) => k.id} columns={[
        { title: t.keys.name, cell: (k) => <strong>{k.name}</strong> },
        { title: t.keys.key, whole: true, cell: (k) => <code style={{ whiteSpace: 'nowrap' }}>…{k.hint}</code> },
        { title: t.keys.role, whole: true, cell: (k) => roleName(t, k.role) },
        { title: t.keys.status, whole: true, cell: (k) => t.keys[stateOf(k)] },
        { title: t.keys.createdBy, wide: true, cell: (k) => k.created_by.name },
        { title: t.keys.lastUsed, whole: true, cell: (k) => (k.last_used_at ? <When at={k.last_used_at} relative /> : t.common.never) },
        { title: t.keys.expires, whole: true, cell: (k) => (k.expires_at ? <When at={k.expires_at} /> : t.keys.forever) },
        ...(mayRevoke ? [{
          title: t.users.actions, whole: true,
          cell: (k: APIKey) => (
            <Button size="compact-sm" variant="default" onClick={() => ask(k)} aria-label={`${t.keys.revoke} ${k.name}`}>{t.keys.revoke}</Button>
          ),
        }] : []),
      ]} />
      <ConfirmDialog opened={asked !== null} title={t.keys.revokeTitle(asked?.name ?? '')} text={t.keys.revokeText} confirm={t.keys.revoke}
        pending={revoke.isPending} error={revoke.error} onConfirm={() => asked && run(asked)} onClose={() => ask(null)} />
    </>
  );
}
