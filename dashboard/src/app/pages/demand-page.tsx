import { Alert, Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { FactorsCard } from '@/features/factors/components/factors-card';
import { SignedInAs } from '@/features/session/components/signed-in-as';
import { Gate } from '@/components/gate';
import { LeaveOrganization } from '@/components/leave-organization';
import { useText } from '@/i18n';
import { useDemandText } from '@/i18n/demand';
import { useMe } from '@/lib/session';
import type { Membership } from '@/lib/types';

type Props = { membership: Membership; onEnter: () => void };

/**
 * In place of every page of an organization that demands a second factor of somebody who has none. It stays once there is
 * one, as recovery codes are shown on it, until they go on to the page that they wanted.
 */
export function DemandPage({ membership, onEnter }: Props) {
  const t = useText();
  const d = useDemandText();
  const me = useMe();
  const { name } = membership.organization;
  return (
    <Gate title={d.title(name)}>
      <Text>{d.text(name)}</Text>
      <FactorsCard />
      <div role="status">{me.second_factor && <Alert color="green" variant="light">{d.met}</Alert>}</div>
      <Group>
        {me.second_factor && <Button onClick={onEnter}>{d.goOn(name)}</Button>}
        {me.memberships.length > 1 && <Link to="/organizations">{t.app.switchOrganization}</Link>}
        {!me.second_factor && <LeaveOrganization membership={membership} />}
      </Group>
      <SignedInAs />
    </Gate>
  );
}
