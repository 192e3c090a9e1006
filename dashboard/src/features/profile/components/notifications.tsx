import { Checkbox, Text } from '@mantine/core';
import { Card } from '@/components/page';
import { errorText } from '@/components/problem';
import { toast } from '@/components/toasts';
import { useText } from '@/i18n';
import { useOrg } from '@/lib/session';
import type { Notifications as Wishes, User } from '@/lib/types';
import { useNotification } from '../api/notifications';

const kinds: (keyof Wishes)[] = ['invitation_requested', 'mail_bounced', 'owner_added', 'owner_key_created'];

/** What an Owner is mailed about the organization. */
export function Notifications({ user }: { user: User }) {
  const t = useText();
  return (
    <Card title={t.profile.notifications}>
      <Text size="sm" c="dimmed">{t.profile.notificationsText}</Text>
      {kinds.map((kind) => <Switch key={kind} user={user} kind={kind} />)}
    </Card>
  );
}

function Switch({ user, kind }: { user: User; kind: keyof Wishes }) {
  const t = useText();
  const change = useNotification(useOrg(), user.id, kind);
  const set = (on: boolean) => change.mutate(on, { onSuccess: () => toast(t.common.saved), onError: (e) => toast(errorText(e, t)) });
  return <Checkbox label={t.profile.notificationKinds[kind]} checked={user.notifications[kind]} onChange={(e) => set(e.currentTarget.checked)} />;
}
