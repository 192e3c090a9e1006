import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { lazyDialog } from '@/components/lazy-dialog';
import { Card } from '@/components/page';
import { toast } from '@/components/toasts';
import { useText } from '@/i18n';
import { useDemandText } from '@/i18n/demand';
import { useAllowed } from '@/lib/session';
import type { Organization } from '@/lib/types';
import { useUpdateOrganization } from '../api/update';

const DemandDialog = lazyDialog(() => import('./demand-dialog').then((m) => m.DemandDialog));

/** Whether everybody must have a second factor. */
export function DemandCard({ organization }: { organization: Organization }) {
  const t = useText();
  const d = useDemandText();
  const mayUpdate = useAllowed('organization:update');
  const update = useUpdateOrganization(organization.id);
  const [open, setOpen] = useState<'on' | 'off' | null>(null);
  const on = organization.settings.require_second_factor;
  const close = () => { setOpen(null); update.reset(); };
  const set = (require_second_factor: boolean) => update.mutate({ body: { settings: { require_second_factor } } },
    { onSuccess: () => { close(); toast(d.done); } });
  const given = { pending: update.isPending, error: update.error, onClose: close };
  return (
    <Card title={t.twoStep.title}>
      <Text size="sm">{on ? d.on : d.off}</Text>
      {mayUpdate && <Group><Button variant="default" onClick={() => setOpen(on ? 'off' : 'on')}>{on ? d.switchOff : d.switchOn}</Button></Group>}
      <DemandDialog opened={open === 'on'} org={organization.id} {...given} onConfirm={() => set(true)} />
      <ConfirmDialog opened={open === 'off'} title={d.switchOffTitle} text={d.switchOffText} confirm={d.switchOff} {...given} onConfirm={() => set(false)} />
    </Card>
  );
}
