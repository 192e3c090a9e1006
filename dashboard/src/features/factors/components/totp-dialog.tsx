import { Button, Code, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { encode } from 'uqr';
import { Dialog } from '@/components/dialog';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { useFactorText } from '@/i18n/factors';
import { hasCode } from '@/lib/errors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { rules } from '@/lib/rules';
import { useConfirmTOTP } from '../api/factors';
import classes from './factors-card.module.css';
import { RecoveryCodes } from './recovery-codes';

type Made = { secret: string; uri: string };
type Props = { opened: boolean; made: Made | undefined; onClose: () => void };

/** Puts a secret into an app, and confirms it by a code; then come the recovery codes, which are shown once. */
export function TOTPDialog({ opened, made, onClose }: Props) {
  const f = useFactorText();
  const confirm = useConfirmTOTP();
  const codes = confirm.data?.recovery_codes;
  return (
    <Dialog opened={opened} onClose={onClose} onExitTransitionEnd={confirm.reset} title={codes ? f.recovery : f.setUp}
      closeOnClickOutside={!codes} closeOnEscape={!codes} withCloseButton={!codes}>
      {codes ? <RecoveryCodes codes={codes} onClose={onClose} /> : made && <Confirm made={made} confirm={confirm} />}
    </Dialog>
  );
}

function Confirm({ made, confirm }: { made: Made; confirm: ReturnType<typeof useConfirmTOTP> }) {
  const t = useText();
  const f = useFactorText();
  const form = useForm({ code: '' }, (v) => validate(v, rules.TOTPCodeInput, t));
  const submit = form.formProps(({ code }) => confirm.mutate({ code: code.replace(/\s/g, '') }, {
    onError: (error) => form.refuse(hasCode(error, 'invalid_factor') ? { code: f.refused } : fieldErrors(error, t)),
  }));
  return (
    <form {...submit}>
      <Stack>
        <Text size="sm">{f.scan}</Text>
        <QR text={made.uri} label={f.qr} />
        <Group gap="xs">
          <Text size="sm">{f.key}</Text>
          <Code data-totp-secret>{made.secret}</Code>
          <CopyButton value={made.secret}>
            {({ copied, copy }) => <Button size="compact-sm" variant="default" onClick={copy}>{copied ? t.common.copied : t.common.copy}</Button>}
          </CopyButton>
        </Group>
        <TextInput label={f.appCode} inputMode="numeric" autoComplete="one-time-code" data-autofocus {...form.getInputProps('code')} />
        {!hasCode(confirm.error, 'invalid_factor', 'invalid_request') && <ProblemAlert error={confirm.error} />}
        <Group justify="flex-end"><Button type="submit" loading={confirm.isPending}>{f.confirm}</Button></Group>
      </Stack>
    </form>
  );
}

function QR({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 4 }); // the quiet zone of ISO/IEC 18004
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" className={classes.qr}><path d={path} /></svg>;
}
