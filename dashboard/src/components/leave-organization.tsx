import { Button } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useText } from '@/i18n';
import type { Membership } from '@/lib/types';
import { lazyDialog } from './lazy-dialog';

const LeaveDialog = lazyDialog(() => import('./leave-dialog').then((m) => m.LeaveDialog));

/** The way out of an organization. It asks first. */
export function LeaveOrganization({ membership }: { membership: Membership }) {
  const t = useText();
  const [asking, ask] = useState(false);
  const close = useCallback(() => ask(false), []);
  return (
    <>
      <Button variant="outline" color="red" size="xs" onClick={() => ask(true)}>{t.leave.button}</Button>
      <LeaveDialog membership={membership} opened={asking} onClose={close} />
    </>
  );
}
