import { Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Card } from '@/components/page';
import { useText } from '@/i18n';
import { useOrg } from '@/lib/session';
import classes from './first-steps.module.css';

type StepsProps = { done: Record<'invite' | 'settings' | 'use', boolean>; onInvite: () => void; onLooked: () => void; onDismiss: () => void };

/** What an Owner who is alone does first. */
export function Steps({ done, onInvite, onLooked, onDismiss }: StepsProps) {
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
