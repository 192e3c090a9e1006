import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useText } from '@/i18n';
import { useOrg } from '@/lib/session';
import type { User } from '@/lib/types';
import { sponsoredQuery } from '@/lib/users';

/** How many invitations to be an Owner are cancelled with who sent them. Nothing where there are none. */
export function InvitationsLeaving({ user }: { user: User }) {
  const t = useText();
  const { data: invited } = useQuery(sponsoredQuery(useOrg(), user.id));
  if (!invited?.length) return null;
  return <Text size="sm" fw={600} role="status">{t.leaving.invitations(invited.length)}</Text>;
}
