import { Alert, Button, Group, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useText } from '@/i18n';

type Props = { pending: boolean; onMine: () => void; onTheirs: () => void };

/** Somebody else saved first: nothing is lost until one chooses. */
export function ConflictChoice({ pending, onMine, onTheirs }: Props) {
  const t = useText();
  return (
    <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} role="alert" title={t.conflict.title}>
      <Stack gap="sm">
        {t.conflict.text}
        <Group gap="xs">
          <Button size="xs" loading={pending} onClick={onMine}>{t.conflict.keepMine}</Button>
          <Button size="xs" variant="default" onClick={onTheirs}>{t.conflict.takeTheirs}</Button>
        </Group>
      </Stack>
    </Alert>
  );
}
