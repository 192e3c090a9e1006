import { Button, Group, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { Gate } from '@/components/gate';
import { ProblemAlert } from '@/components/problem';
import { Countdown, When } from '@/components/time';
import { toast } from '@/components/toasts';
import { useText } from '@/i18n';
import { useEndText } from '@/i18n/ends';
import { hasCode } from '@/lib/errors';
import { useMe } from '@/lib/session';
import type { Membership } from '@/lib/types';
import { useRestoreOrganization } from '../api/restore';
import { SignedInAs } from './signed-in-as';

/** In place of every page of a deleted organization, for an Owner, who can restore it. */
export function DeletedPage({ membership: { organization, deleted_at: since, restorable_until: until } }: { membership: Membership }) {
  const t = useText();
  const e = useEndText();
  const navigate = useNavigate();
  const several = useMe().memberships.length > 1;
  const restore = useRestoreOrganization(organization.id, () => toast(e.restored(organization.name)));
  const press = () => restore.mutate(undefined, {
    onError: (error) => {
      if (!hasCode(error, 'not_found')) return;
      toast(e.gone(organization.name));
      void navigate({ to: '/organizations', replace: true });
    },
  });
  return (
    <Gate title={e.deletedTitle(organization.name)}>
      {since && <Text>{e.since} <When at={since} />.</Text>}
      <Text>{e.restorableText}</Text>
      {until && <Text>{e.left}: <strong><Countdown until={until} over={e.over} /></strong> ({e.until} <When at={until} />)</Text>}
      <ProblemAlert error={restore.error} />
      <Group>
        <Button loading={restore.isPending} onClick={press}>{e.restore}</Button>
        {several && <Link to="/organizations">{t.app.switchOrganization}</Link>}
      </Group>
      <SignedInAs />
    </Gate>
  );
}
