import { Alert, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useText } from '@/i18n';
import { useOrg } from '@/lib/session';
import type { Seats } from '@/lib/types';
import { MoreSeats } from './more-seats';

/** Why nobody can be created now, and what can be done; nothing while there are free seats. */
export function SeatsFull({ seats, id }: { seats: Seats | undefined; id?: string }) {
  const t = useText();
  const org = useOrg();
  if (!seats || seats.available > 0) return null;
  return (
    <Alert color="orange" variant="light" id={id} data-seats-full>
      <Stack gap="xs">
        <span>{seats.used > seats.limit ? t.users.over(seats.limit, seats.used - seats.limit) : t.users.full(seats.limit)}</span>
        {seats.invited > 0 && (
          <Link to="/organizations/$org/settings/users" params={{ org }} search={{ status: 'invited' }}>{t.users.showInvited(seats.invited)}</Link>
        )}
        <MoreSeats />
      </Stack>
    </Alert>
  );
}
