import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Dialog } from '@/components/dialog';
import { ProblemAlert } from '@/components/problem';
import { toast } from '@/components/toasts';
import { useText } from '@/i18n';
import { usePrivacyText } from '@/i18n/privacy';
import { hasCode } from '@/lib/errors';
import { useMe } from '@/lib/session';
import { useErase } from '../api/privacy';

type Props = { opened: boolean; onClose: () => void };

/** Deleting one's account cannot be undone: it says what goes and what stays, and has the address typed. */
export function EraseDialog({ opened, onClose }: Props) {
  const t = useText();
  const p = usePrivacyText();
  const email = useMe().identity?.email ?? '';
  const [typed, type] = useState('');
  const erase = useErase(() => toast(p.done));
  const same = typed.trim().toLowerCase() === email.toLowerCase();
  return (
    <Dialog opened={opened} onClose={onClose} title={p.title}>
      <form onSubmit={(e) => { e.preventDefault(); if (same) erase.mutate(typed.trim()); }}>
        <Stack>
          <List title={p.goes} lines={p.losses} />
          <List title={p.stays} lines={p.left} />
          <TextInput label={p.confirm} description={email} value={typed} onChange={(e) => type(e.currentTarget.value)} autoComplete="off" data-autofocus />
          {hasCode(erase.error, 'last_owner') ? <LastOwner detail={erase.error.detail ?? ''} /> : <ProblemAlert error={erase.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t.common.cancel}</Button>
            <Button type="submit" color="red" loading={erase.isPending} disabled={!same}>{p.submit}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function List({ title, lines }: { title: string; lines: string[] }) {
  return (
    <div>
      <Text fw={600} size="sm">{title}</Text>
      <Text component="ul" size="sm" m={0} pl="lg">{lines.map((l) => <li key={l}>{l}</li>)}</Text>
    </div>
  );
}

/** The organizations that would be without an Owner, with the way there. */
function LastOwner({ detail }: { detail: string }) {
  const p = usePrivacyText();
  const named: string[] = detail.match(/org_[0-9a-z]{26}/g) ?? [];
  const alone = useMe().memberships.filter((m) => named.includes(m.organization.id));
  return (
    <ProblemAlert error={detail}>
      {p.lastOwner}
      {alone.map((m) => (
        <span key={m.organization.id}>{' '}
          <Link to="/organizations/$org/settings/users" params={{ org: m.organization.id }}>{m.organization.name}</Link>
        </span>
      ))}
    </ProblemAlert>
  );
}
