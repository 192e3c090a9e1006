import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { lazyDialog } from '@/components/lazy-dialog';
import { Card } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { When } from '@/components/time';
import { toast } from '@/components/toasts';
import { useFactorText } from '@/i18n/factors';
import { factorsQuery } from '@/lib/factors';
import type { Factors } from '@/lib/types';
import { useCreateRecoveryCodes, useCreateTOTP, useDeleteTOTP } from '../api/factors';
import { useLast } from './last';
import classes from './factors-card.module.css';
import { Passkeys } from './passkeys';
import { RecoveryDialog } from './recovery-codes';

const TOTPDialog = lazyDialog(() => import('./totp-dialog').then((m) => m.TOTPDialog));

/** What one signs in with besides the password. */
export function FactorsCard() {
  const f = useFactorText();
  const { data: factors, error, refetch } = useQuery(factorsQuery);
  return (
    <Card title={f.card}>
      <Text size="sm">{f.text}</Text>
      {!factors && <ProblemAlert error={error} retry={() => void refetch()} />}
      {factors && (
        <Stack>
          <App totp={factors.totp} />
          <Passkeys passkeys={factors.passkeys} />
          {(factors.totp || factors.passkeys.length > 0) && <Recovery left={factors.recovery_codes} />}
        </Stack>
      )}
    </Card>
  );
}

function App({ totp }: Pick<Factors, 'totp'>) {
  const f = useFactorText();
  const create = useCreateTOTP();
  const remove = useDeleteTOTP();
  const last = useLast();
  const [open, setOpen] = useState<'set up' | 'remove' | null>(null);
  const close = () => setOpen(null);
  return (
    <div className={classes.row}>
      <div>
        <Text size="sm" fw={600}>{f.app}</Text>
        <Text size="sm" c="dimmed">{totp ? <>{f.appOn} <When at={totp.created_at} /></> : f.appOff}</Text>
      </div>
      {totp
        ? <Button key="app" size="compact-sm" variant="default" onClick={() => setOpen('remove')}>{f.removeOf(f.app)}</Button>
        : <Button key="app" size="compact-sm" variant="default" loading={create.isPending} onClick={() => create.mutate(undefined, { onSuccess: () => setOpen('set up') })}>{f.setUp}</Button>}
      <ProblemAlert error={create.error} />
      <TOTPDialog opened={open === 'set up'} made={create.data} onClose={close} />
      <ConfirmDialog opened={open === 'remove'} title={f.removeAppTitle} text={`${f.removeAppText}${last}`} confirm={f.remove} pending={remove.isPending}
        error={remove.error} onClose={close} onConfirm={() => remove.mutate(undefined, { onSuccess: () => { close(); toast(f.removed); } })} />
    </div>
  );
}

function Recovery({ left }: { left: number }) {
  const f = useFactorText();
  const renew = useCreateRecoveryCodes();
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.row}>
      <div>
        <Text size="sm" fw={600}>{f.recovery}</Text>
        <Text size="sm" c="dimmed">{f.recoveryLeft(left)}</Text>
      </div>
      <Button size="compact-sm" variant="default" loading={renew.isPending} onClick={() => renew.mutate(undefined, { onSuccess: () => setOpen(true) })}>{f.renew}</Button>
      <ProblemAlert error={renew.error} />
      <RecoveryDialog opened={open} codes={renew.data?.recovery_codes ?? []} onClose={() => setOpen(false)} />
    </div>
  );
}
