import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Gate } from '@/components/gate';
import { LeaveOrganization } from '@/components/leave-organization';
import { useText } from '@/i18n';
import { useMe } from '@/lib/session';
import type { Membership } from '@/lib/types';
import { SignedInAs } from './signed-in-as';

/** In place of every page of an organization that has blocked who is signed in. */
export function BlockedPage({ membership }: { membership: Membership }) {
  const t = useText();
  const me = useMe();
  const client = useQueryClient();
  return (
    <Gate title={t.blocked.title(membership.organization.name)}>
      <Text>{t.blocked.text}</Text>
      <Group>
        <Button onClick={() => void client.invalidateQueries()}>{t.common.tryAgain}</Button>
        {me.memberships.length > 1 && <Link to="/organizations">{t.app.switchOrganization}</Link>}
        <LeaveOrganization membership={membership} />
      </Group>
      <SignedInAs />
    </Gate>
  );
}
