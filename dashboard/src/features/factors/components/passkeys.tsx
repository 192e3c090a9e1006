import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { Dialog } from '@/components/dialog';
import { ProblemAlert } from '@/components/problem';
import { When } from '@/components/time';
import { toast } from '@/components/toasts';
import { useText } from '@/i18n';
import { useFactorText } from '@/i18n/factors';
import { hasCode } from '@/lib/errors';
import { canPasskey } from '@/lib/factors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { rules } from '@/lib/rules';
import type { Passkey } from '@/lib/types';
import { useCreatePasskey, useDeletePasskey, useRenamePasskey } from '../api/factors';
import { useLast } from './last';
import classes from './factors-card.module.css';

/** What a dialog is open for: a passkey to be made, renamed or removed. */
type Open = { what: 'add' } | { what: 'rename' | 'remove'; passkey: Passkey };

export function Passkeys({ passkeys }: { passkeys: readonly Passkey[] }) {
  const f = useFactorText();
  const [open, setOpen] = useState<Open | null>(null);
  const remove = useDeletePasskey();
  const last = useLast();
  const close = () => { setOpen(null); remove.reset(); };
  const removed = open?.what === 'remove' ? open.passkey : undefined;
  const done = () => { close(); toast(f.removed); };
  return (
    <>
      <div className={classes.row}>
        <div>
          <Text size="sm" fw={600}>{f.passkeys}</Text>
          <Text size="sm" c="dimmed">{f.passkeysText}</Text>
        </div>
        {canPasskey() && <Button size="compact-sm" variant="default" onClick={() => setOpen({ what: 'add' })}>{f.addPasskey}</Button>}
      </div>
      {passkeys.map((p) => (
        <div key={p.id} className={classes.row}>
          <Text size="sm">{p.name} · {p.last_used_at ? <>{f.passkeyUsed} <When at={p.last_used_at} relative /></> : f.passkeyUnused}</Text>
          <Group gap="xs">
            <Button size="compact-sm" variant="default" aria-label={f.renameOf(p.name)} onClick={() => setOpen({ what: 'rename', passkey: p })}>{f.rename}</Button>
            <Button size="compact-sm" variant="default" aria-label={f.removeOf(p.name)} onClick={() => setOpen({ what: 'remove', passkey: p })}>{f.remove}</Button>
          </Group>
        </div>
      ))}
      <Dialog opened={open?.what === 'add'} onClose={close} title={f.addPasskey}><Add onDone={() => { close(); toast(f.passkeyAdded); }} /></Dialog>
      <Dialog opened={open?.what === 'rename'} onClose={close} title={f.rename}>{open?.what === 'rename' && <Rename passkey={open.passkey} onDone={close} />}</Dialog>
      <ConfirmDialog opened={removed !== undefined} title={f.removePasskeyTitle(removed?.name ?? '')} text={`${f.removePasskeyText}${last}`} confirm={f.remove}
        pending={remove.isPending} error={remove.error} onClose={close} onConfirm={() => removed && remove.mutate(removed.id, { onSuccess: done })} />
    </>
  );
}

function Add({ onDone }: { onDone: () => void }) {
  const f = useFactorText();
  const create = useCreatePasskey();
  return <NameForm name="" submit={f.addPasskey} pending={create.isPending} error={create.error} send={(name, onError) => create.mutate({ name }, { onSuccess: onDone, onError })} />;
}

function Rename({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) {
  const t = useText();
  const rename = useRenamePasskey();
  return (
    <NameForm name={passkey.name} submit={t.common.save} pending={rename.isPending} error={rename.error}
      send={(name, onError) => rename.mutate({ id: passkey.id, name }, { onSuccess: onDone, onError })} />
  );
}

type FormProps = { name: string; submit: string; pending: boolean; error: unknown; send: (name: string, onError: (error: unknown) => void) => void };

function NameForm({ name, submit, pending, error, send }: FormProps) {
  const t = useText();
  const f = useFactorText();
  const form = useForm({ name }, (v) => validate(v, rules.UpdatePasskeyInput, t));
  return (
    <form {...form.formProps((v) => send(v.name, (e) => form.refuse(fieldErrors(e, t))))}>
      <Stack>
        <TextInput label={f.passkeyName} description={f.passkeyNameHint} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
        {!hasCode(error, 'invalid_request') && <ProblemAlert error={error} />}
        <Group justify="flex-end"><Button type="submit" loading={pending}>{submit}</Button></Group>
      </Stack>
    </form>
  );
}
