import { Button, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { BackLink, ErrorPage, Page, ReadOnlyNote } from '@/components/page';
import { When } from '@/components/time';
import { toast } from '@/components/toasts';
import { useAllowed, useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import type { WholeFlow } from '@/lib/types';
import { flowQuery, useDeleteFlow } from '../api/flows';
import { FlowEditor } from './flow-editor';
import classes from './flow-page.module.css';

type Slots = {
  /** What other features show of a flow. */
  below: (flow: WholeFlow) => ReactNode;
};

export function FlowPage({ below }: Slots) {
  const org = useOrg();
  const { flow: id } = useParams({ from: '/signed-in/organizations/$org/flows/$flow' });
  const isNew = id === 'new';
  const { data: flow, error, refetch } = useQuery({ ...flowQuery(org, id), enabled: !isNew });
  if (isNew) return <NewFlow />;
  if (flow) return <Existing flow={flow} below={below} key={flow.id} />;
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
  const done = (flow: WholeFlow) => {
    toast(t.flows.created(flow.name));
    void navigate({ to: '/organizations/$org/flows/$flow', params: { org, flow: flow.id }, replace: true, ignoreBlocker: true });
  };
  return (
    <Page title={t.flows.create} back={<Back />}>
      {mayCreate ? <FlowEditor flow={null} onSaved={done} /> : <ReadOnlyNote>{t.flows.readOnly}</ReadOnlyNote>}
    </Page>
  );
}

function Existing({ flow, below }: Slots & { flow: WholeFlow }) {
  const t = useText();
  const mayUpdate = useAllowed('flows:update');
  const mayDelete = useAllowed('flows:delete');
  const intro = <>{t.flows.statuses[flow.status]} · {t.flows.version} {flow.version} · {t.flows.lastSaved} <When at={flow.updated_at} relative /></>;
  return (
    <Page title={flow.name} intro={intro} back={<Back />} actions={mayDelete && <Delete flow={flow} />}>
      {mayUpdate ? <FlowEditor flow={flow} onSaved={(saved) => toast(t.flows.saved(saved.version))} /> : <ReadOnly flow={flow} />}
      {below(flow)}
    </Page>
  );
}

function ReadOnly({ flow }: { flow: WholeFlow }) {
  const t = useText();
  return (
    <>
      <ReadOnlyNote>{t.flows.readOnly}</ReadOnlyNote>
      {flow.description && <Text>{flow.description}</Text>}
      {/* biome-ignore lint/a11y: a long definition scrolls, so it must be reached with the keyboard, and needs a name then. */}
      <pre className={classes.text} tabIndex={0} role="region" aria-label={t.flows.definition}>{JSON.stringify(flow.definition, null, 2)}</pre>
    </>
  );
}

function Delete({ flow }: { flow: WholeFlow }) {
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
