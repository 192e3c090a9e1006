import { ConfirmDialog } from '@/components/confirm-dialog';
import { toast } from '@/components/toasts';
import { useSessionText } from '@/i18n/sessions';
import { fullName } from '@/lib/format';
import { useOrg } from '@/lib/session';
import type { User } from '@/lib/types';
import { useEndSessions } from '../api/sessions';

/** Asks before a user is signed out of the organization. */
export function EndSessionsDialog({ user, opened, onClose }: { user: User; opened: boolean; onClose: () => void }) {
  const s = useSessionText();
  const end = useEndSessions(useOrg(), user.id);
  const name = fullName(user);
  const confirm = () => end.mutate(undefined, { onSuccess: () => { onClose(); toast(s.endedOf(name)); } });
  return (
    <ConfirmDialog opened={opened} onClose={onClose} title={s.endTitle(name)} text={s.endText} confirm={s.end}
      pending={end.isPending} error={end.error} onConfirm={confirm} />
  );
}
