import { Button, Group, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { BackLink, Card, ErrorPage, Page, ReadOnlyNote } from '@/components/page';
import { When } from '@/components/time';
import { toast } from '@/components/toasts';
import { useAllowed, useOrg } from '@/features/session/api/me';
import { useText } from '@/i18n';
import type { Flow } from '@/lib/types';
import { flowQuery, flowVersionsQuery, useDeleteFlow } from '../api/flows';
import { FlowEditor } from './flow-editor';
import classes from './flow-page.module.css';

export function FlowPage() {
  const org = useOrg();
  const { flow: id } = useParams({ from: '/signed-in/organizations/$org/flows/$flow' });
  const isNew = id === 'new';
  const { data: flow, error, refetch } = useQuery({ ...flowQuery(org, id), enabled: !isNew });
  if (isNew) return <NewFlow />;
  if (flow) return <Existing flow={flow} key={flow.id} />;
  if (error) return <ErrorPage error={error} retry={() => void refetch()} />;
  return <Skeleton height={320} radius="md" />;
}

function Back() {
  const t = useText();
  return <BackLink to="/organizations/$org/flows" params={{ org: useOrg() }}>{t.flows.back}</BackLink>;
}

function NewFlow() {
  const t = useText();
  const org = useOrg();
  const navigate = useNavigate();
  const mayCreate = useAllowed('flows:create');
  const done = (flow: Flow) => {
    toast(t.flows.created(flow.name));
    void navigate({ to: '/organizations/$org/flows/$flow', params: { org, flow: flow.id }, replace: true, ignoreBlocker: true });
  };
  return (
    <Page title={t.flows.create} back={<Back />}>
      {mayCreate ? <FlowEditor flow={null} onSaved={done} /> : <ReadOnlyNote>{t.flows.readOnly}</ReadOnlyNote>}
    </Page>
  );
}

function Existing({ flow }: { flow: Flow }) {
  const t = useText();
  const mayUpdate = useAllowed('flows:update');
  const mayDelete = useAllowed('flows:delete');
  const [draft, setDraft] = useState<Flow | null>(null);
  return (
    <Page title={flow.name} back={<Back />} actions={mayDelete && <Delete flow={flow} />}>
      {mayUpdate
        ? <FlowEditor key={`${flow.version}.${draft?.version ?? ''}`} flow={flow} draft={draft}
            onSaved={(saved) => { setDraft(null); toast(t.flows.saved(saved.version)); }} />
        : <><ReadOnlyNote>{t.flows.readOnly}</ReadOnlyNote><pre className={classes.text} tabIndex={0} aria-label={t.flows.definition}>{JSON.stringify(flow.definition, null, 2)}</pre></>}
      <Versions flow={flow} onShow={mayUpdate ? setDraft : undefined} />
    </Page>
  );
}

function Versions({ flow, onShow }: { flow: Flow; onShow?: (version: Flow) => void }) {
  const t = useText();
  const org = useOrg();
  const query = useInfiniteQuery(flowVersionsQuery(org, flow.id));
  const versions = query.data?.pages.flatMap((p) => p.data);
  if (!versions) return null;
  return (
    <Card title={t.flows.versions}>
      <ol className={classes.versions}>
        {versions.map((v) => (
          <li key={v.version}>
            <span>{t.flows.version} {v.version}{v.version === flow.version && ` (${t.flows.current})`} · <When at={v.updated_at} relative /></span>
            {onShow && v.version !== flow.version && <Button size="compact-sm" variant="default" onClick={() => onShow(v)}>{t.flows.restore}</Button>}
          </li>
        ))}
      </ol>
      {query.hasNextPage && <Group><Button variant="default" size="xs" onClick={() => void query.fetchNextPage()}>{t.common.showMore}</Button></Group>}
    </Card>
  );
}

function Delete({ flow }: { flow: Flow }) {
  const t = useText();
  const org = useOrg();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const remove = useDeleteFlow(org, flow.id);
  const run = () => remove.mutate(undefined, {
    onSuccess: () => {
      toast(t.flows.deleted(flow.name));
      void navigate({ to: '/organizations/$org/flows', params: { org }, replace: true, ignoreBlocker: true });
    },
  });
  return (
    <>
      <Button variant="outline" color="red" onClick={() => setOpen(true)}>{t.flows.delete}</Button>
      <ConfirmDialog opened={open} title={t.flows.deleteTitle(flow.name)} text={t.flows.deleteText} confirm={t.flows.delete}
        pending={remove.isPending} error={remove.error} onConfirm={run} onClose={() => setOpen(false)} />
    </>
  );
}
