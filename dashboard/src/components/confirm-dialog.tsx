import { Button, Group, Stack, Text } from '@mantine/core';
import { useText } from '@/i18n';
import { Dialog } from './dialog';
import { ProblemAlert } from './problem';

type Props = {
  opened: boolean; title: string; text: string; confirm: string; pending: boolean; error: unknown;
  onConfirm: () => void; onClose: () => void;
};

/** Asks before something that cannot be undone. The focus starts on the way out. */
export function ConfirmDialog(p: Props) {
  const t = useText();
  return (
    <Dialog opened={p.opened} onClose={p.onClose} title={p.title}>
      <Stack>
        <Text size="sm">{p.text}</Text>
        <ProblemAlert error={p.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={p.onClose} data-autofocus>{t.common.cancel}</Button>
          <Button color="red" loading={p.pending} onClick={p.onConfirm}>{p.confirm}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
