import { Button, Group, Text } from '@mantine/core';
import { useCallback, useState } from 'react';
import { lazyDialog } from '@/components/lazy-dialog';
import { Card } from '@/components/page';
import { errorText } from '@/components/problem';
import { toast } from '@/components/toasts';
import { useText } from '@/i18n';
import { usePrivacyText } from '@/i18n/privacy';
import { downloadText } from '@/lib/csv';
import { useExport } from '../api/privacy';

const EraseDialog = lazyDialog(() => import('./erase-dialog').then((m) => m.EraseDialog));

/** One's own data: to take along, and to have deleted. */
export function PrivacyCard() {
  const t = useText();
  const p = usePrivacyText();
  const [asking, ask] = useState(false);
  const close = useCallback(() => ask(false), []);
  const all = useExport();
  const download = () => all.mutate(undefined, {
    onSuccess: (out) => { downloadText('my-data.json', JSON.stringify(out, null, 2)); toast(p.downloaded); },
    onError: (e) => toast(errorText(e, t)),
  });
  return (
    <Card title={p.card}>
      <Text size="sm">{p.text}</Text>
      <Group>
        <Button variant="default" size="xs" aria-disabled={all.isPending} onClick={download}>{all.isPending ? p.downloading : p.download}</Button>
        <Button variant="outline" color="red" size="xs" onClick={() => ask(true)}>{p.erase}</Button>
      </Group>
      <EraseDialog opened={asking} onClose={close} />
    </Card>
  );
}
