import { Button, Text } from '@mantine/core';
import { useCallback, useState } from 'react';
import { lazyDialog } from '@/components/lazy-dialog';
import { Card } from '@/components/page';
import { useEndText } from '@/i18n/ends';
import type { Organization } from '@/lib/types';

const DeleteDialog = lazyDialog(() => import('./delete-dialog').then((m) => m.DeleteDialog));

/** The way to delete an organization. It asks first. */
export function DeleteCard({ organization }: { organization: Organization }) {
  const e = useEndText();
  const [asking, ask] = useState(false);
  const close = useCallback(() => ask(false), []);
  return (
    <Card title={e.card}>
      <Text size="sm">{e.text}</Text>
      <div><Button variant="outline" color="red" size="xs" onClick={() => ask(true)}>{e.button}</Button></div>
      <DeleteDialog organization={organization} opened={asking} onClose={close} />
    </Card>
  );
}
