import { Badge } from '@mantine/core';
import { RoleName, StatusBadge } from '@/components/person';
import { useEndText } from '@/i18n/ends';
import type { Membership } from '@/lib/types';

/** In a list of one's organizations: one's role, or why it cannot be used as ever. */
export function OrganizationState({ membership: m }: { membership: Membership }) {
  const e = useEndText();
  if (m.status === 'blocked') return <StatusBadge status="blocked" />;
  if (!m.deleted_at && !m.suspended_at) return <RoleName role={m.role} />;
  return <Badge variant="default" radius="sm" tt="none">{m.deleted_at ? e.deleted : e.suspended}</Badge>;
}
