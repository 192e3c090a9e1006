import { Text } from '@mantine/core';
import { LeaveOrganization } from '@/components/leave-organization';
import { Card } from '@/components/page';
import { useText } from '@/i18n';
import { useMembership } from '@/lib/session';

export function LeaveCard() {
  const t = useText();
  const membership = useMembership();
  if (!membership) return null;
  return (
    <Card title={t.leave.card}>
      <Text size="sm">{t.leave.text}</Text>
      <div><LeaveOrganization membership={membership} /></div>
    </Card>
  );
}
