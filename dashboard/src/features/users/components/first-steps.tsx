import { Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { Card } from '@/components/page';
import { useAllowed, useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import type { Organization } from '@/lib/types';
import { inUseQuery } from '../api/first-steps';
import { keepSteps, readSteps } from '../first-steps';
import classes from './first-steps.module.css';

type Props = { organization: Organization | undefined; onInvite: () => void; children: ReactNode };

/**
 * In place of a list of oneself: what an Owner who is alone does first. Begun like that, the steps stay above the list
 * until all are done, or they are dismissed.
 */
export function FirstSteps({ organization, onInvite, children }: Props) {
  const org = useOrg();
  const mayCreate = useAllowed('users:create');
  const [kept, setKept] = useState(() => readSteps(org));
  const keep = (next: 'looked' | 'over') => { keepSteps(org, next); setKept(next); };
  const alone = organization !== undefined && isAlone(organization);
  const wanted = mayCreate && organization !== undefined && kept !== 'over' && (alone || kept !== null);
  const { data: inUse } = useQuery({ ...inUseQuery(org), enabled: wanted });
  useEffect(() => { if (wanted && kept === null) keepSteps(org, 'begun'); }, [wanted, kept, org]);
  const done = { invite: !alone, settings: kept === 'looked' || (organization?.version ?? 1) > 1, use: inUse === true };
  if (!wanted || (done.invite && done.settings && done.use)) return children;
  const dismiss = () => {
    keep('over');
    document.getElementById('content')?.focus(); // the button goes away
  };
  return (
    <>
      <Steps done={done} onInvite={onInvite} onLooked={() => keep('looked')} onDismiss={dismiss} />
      {!alone && children}
    </>
  );
}

function isAlone({ seats }: Organization): boolean {
  return seats.active <= 1 && seats.invited + seats.blocked + seats.expired === 0;
}

type StepsProps = { done: Record<'invite' | 'settings' | 'use', boolean>; onInvite: () => void; onLooked: () => void; onDismiss: () => void };

function Steps({ done, onInvite, onLooked, onDismiss }: StepsProps) {
  const t = useText();
  const params = { org: useOrg() };
  return (
    <Card title={t.firstSteps.title} actions={<Button size="xs" variant="subtle" color="gray" aria-label={t.firstSteps.dismiss} onClick={onDismiss}>{t.firstSteps.hide}</Button>}>
      <ol className={classes.steps}>
        <Step done={done.invite} title={t.firstSteps.invite} text={t.firstSteps.inviteText}>
          <Button size="xs" onClick={onInvite}>{t.firstSteps.inviteOne}</Button>
          <Link to="/organizations/$org/settings/users/import" params={params}>{t.firstSteps.inviteSeveral}</Link>
        </Step>
        <Step done={done.settings} title={t.firstSteps.settings} text={t.firstSteps.settingsText}>
          <Link to="/organizations/$org/settings/organization" params={params} onClick={onLooked}>{t.firstSteps.settingsLink}</Link>
        </Step>
        <Step done={done.use} title={t.firstSteps.use} text={t.firstSteps.useText}>
          <Link to="/organizations/$org/flows/$flow" params={{ ...params, flow: 'new' }}>{t.firstSteps.flow}</Link>
          <Link to="/organizations/$org/settings/api-keys" params={params}>{t.firstSteps.key}</Link>
        </Step>
      </ol>
    </Card>
  );
}

function Step({ done, title, text, children }: { done: boolean; title: string; text: string; children: ReactNode }) {
  const t = useText();
  return (
    <li className={classes.step} data-done={done || undefined}>
      {done ? <IconCircleCheckFilled size={22} aria-hidden className={classes.tick} /> : <IconCircle size={22} aria-hidden className={classes.open} />}
      <div className={classes.what}>
        <Text fw={600}>{title}{done && <VisuallyHidden>, {t.firstSteps.done}</VisuallyHidden>}</Text>
        <Text size="sm" c="dimmed">{text}</Text>
        {!done && <Group gap="md" mt="xs">{children}</Group>}
      </div>
    </li>
  );
}
