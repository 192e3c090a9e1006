import { Checkbox, Text } from '@mantine/core';
import { Card } from '@/components/page';
import { errorText } from '@/components/problem';
import { toast } from '@/components/toasts';
import { useText } from '@/i18n';
import { useOrg } from '@/lib/session';
import type { Notifications as Wishes, User } from '@/lib/types';
import { useNotifications } from '../api/notifications';

const kinds: (keyof Wishes)[] = ['invitation_requested', 'mail_bounced', 'owner_added', 'owner_key_created'];

/** What an Owner is mailed about the organization. */
export function Notifications({ user }: { user: User }) {
  const t = useText();
  const change = useNotifications(useOrg(), user.id);
  const set = (kind: keyof Wishes, on: boolean) =>
    change.mutate({ [kind]: on }, { onSuccess: () => toast(t.common.saved), onError: (e) => toast(errorText(e, t)) });
  return (
    <Card title={t.profile.notifications}>
      <Text size="sm" c="dimmed">{t.profile.notificationsText}</Text>
      {kinds.map((kind) => (
        <Checkbox key={kind} label={t.profile.notificationKinds[kind]} checked={user.notifications[kind]} onChange={(e) => set(kind, e.currentTarget.checked)} />
      ))}
    </Card>
  );
}
