import { Alert, Button, Code, CopyButton, Group, Stack } from '@mantine/core';
import { Dialog } from '@/components/dialog';
import { useText } from '@/i18n';
import { useFactorText } from '@/i18n/factors';
import { downloadText } from '@/lib/csv';
import classes from './factors-card.module.css';

type Props = { codes: readonly string[]; onClose: () => void };

/** Shown once: they are not lost by a click beside the dialog. */
export function RecoveryDialog({ opened, ...props }: Props & { opened: boolean }) {
  const f = useFactorText();
  return (
    <Dialog opened={opened} onClose={props.onClose} title={f.recovery} closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false}>
      <RecoveryCodes {...props} />
    </Dialog>
  );
}

export function RecoveryCodes({ codes, onClose }: Props) {
  const t = useText();
  const f = useFactorText();
  const text = codes.join('\n');
  return (
    <Stack>
      <Alert color="yellow" variant="light" role="alert">{f.recoveryText}</Alert>
      <ul className={classes.codes} aria-label={f.recovery}>{codes.map((c) => <li key={c}><Code>{c}</Code></li>)}</ul>
      <Group justify="flex-end">
        <CopyButton value={text}>
          {({ copied, copy }) => <Button variant="default" onClick={copy} ref={(e: HTMLButtonElement | null) => e?.focus()} data-autofocus>{copied ? t.common.copied : f.copyAll}</Button>}
        </CopyButton>
        <Button variant="default" onClick={() => downloadText('recovery-codes.txt', text)}>{f.download}</Button>
        <Button onClick={onClose}>{f.kept}</Button>
      </Group>
    </Stack>
  );
}
