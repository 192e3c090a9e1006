import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Card } from '@/components/page';
import { Countdown, When } from '@/components/time';
import { useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import type { Delivery, Invitation, User } from '@/lib/types';
import { refreshUsers, userQuery } from '@/lib/users';
import classes from './user-page.module.css';

/** Where the invitation stands: its mail and its end. */
export function InvitationCard({ user, invitation }: { user: User; invitation: Invitation }) {
  const t = useText();
  useExpiry(user);
  const expired = user.status === 'expired';
  return (
    <Card title={t.invitationCard.title}>
      <dl className={classes.facts}>
        <dt>{t.invitationCard.state}</dt>
        <dd><span role="status" data-delivery={invitation.delivery}>{t.delivery[invitation.delivery]}</span></dd>
        <dt>{t.invitationCard.sentAt}</dt><dd>{invitation.sent_at ? <When at={invitation.sent_at} /> : t.common.never}</dd>
        <dt>{t.invitationCard.sends}</dt><dd>{invitation.sends}</dd>
        <dt>{expired ? t.invitationCard.expired : t.invitationCard.expiresIn}</dt>
        <dd>{expired ? <When at={invitation.expires_at} /> : <Countdown until={invitation.expires_at} over={t.invitationCard.expired} />}</dd>
      </dl>
      {invitation.requested_at && (
        <Alert variant="light" icon={<IconInfoCircle size={18} aria-hidden />} data-requested>{t.invitationCard.requested} <When at={invitation.requested_at} relative /></Alert>
      )}
      <Advice invitation={invitation} expired={expired} known={user.address_problem !== null} />
    </Card>
  );
}

const troubles: Delivery[] = ['bounced', 'complained', 'failed'];

/** The advice on where a mail is; `known` where the problem is told already. */
function Advice({ invitation, expired, known }: { invitation: Invitation; expired: boolean; known: boolean }) {
  const t = useText();
  const text = t.delivery[`${invitation.delivery}Why`];
  if (invitation.waits_until && !expired) return <Text size="sm" c="dimmed" data-waits>{t.delivery.queuedWaits} <When at={invitation.waits_until} />.</Text>;
  if (!troubles.includes(invitation.delivery)) return <Text size="sm" c="dimmed">{expired ? t.invitationCard.expiredText : text}</Text>;
  return known ? null : <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />}>{text}</Alert>;
}

/** Reads the user again when the invitation expires. */
function useExpiry(user: User): void {
  const client = useQueryClient();
  const org = useOrg();
  const until = user.status === 'invited' ? user.invitation?.expires_at : undefined;
  useEffect(() => {
    if (!until) return;
    // Timers hold at most 2^31 ms; a longer wait is not waited for.
    const wait = Date.parse(until) - Date.now() + 300;
    if (wait > 2 ** 31 - 1) return;
    const timer = setTimeout(() => {
      void client.invalidateQueries({ queryKey: userQuery(org, user.id).queryKey });
      refreshUsers(client, org);
    }, Math.max(0, wait));
    return () => clearTimeout(timer);
  }, [client, org, user.id, until]);
}
