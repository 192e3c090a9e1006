import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { Card } from '@/components/page';
import { RoleChoice } from '@/components/role-choice';
import { useImportText } from '@/i18n/import';
import { useForm } from '@/lib/form';
import type { Role } from '@/lib/types';
import { mostBytes } from '../api/import';

/** What was typed or pasted. */
export type Draft = { text: string; role: Role };

/** A box for addresses, with one role for all. The service says what is in it. */
export function PasteAddresses({ draft, onDone }: { draft?: Draft; onDone: (draft: Draft) => void }) {
  const t = useImportText();
  const form = useForm<{ text: string; role: Role | '' }>(draft ?? { text: '', role: '' }, (v) => ({
    ...(v.text.trim() === '' && { text: t.errors.fields.required }),
    ...(new Blob([v.text]).size > mostBytes && { text: t.errors.fields.too_long }),
    ...(v.role === '' && { role: t.errors.fields.not_allowed }),
  }));
  return (
    <Card title={t.importUsers.paste}>
      <form {...form.formProps((v) => onDone(v as Draft))}>
        <Stack>
          <Textarea label={t.importUsers.addresses} description={t.importUsers.addressesHint} autosize minRows={4} maxRows={16} autoFocus={draft !== undefined}
            autoComplete="off" autoCapitalize="none" spellCheck={false} {...form.getInputProps('text')} />
          <RoleChoice label={t.importUsers.roleForAll} {...form.getInputProps('role')} />
          <Group><Button type="submit">{t.importUsers.check}</Button></Group>
        </Stack>
      </form>
    </Card>
  );
}

/** Asks for the role of everybody in a file that has no column for it. */
export function RoleForAll({ onRole, again }: { onRole: (role: Role) => void; again: ReactNode }) {
  const t = useImportText();
  const form = useForm<{ role: Role | '' }>({ role: '' }, (v) => (v.role === '' ? { role: t.errors.fields.not_allowed } : {}));
  return (
    <Card title={t.importUsers.noRoles}>
      <form {...form.formProps((v) => onRole(v.role as Role))}>
        <Stack>
          <Text size="sm" role="status">{t.importUsers.noRolesText}</Text>
          <RoleChoice label={t.importUsers.roleForAll} {...form.getInputProps('role')} />
          <Group><Button type="submit">{t.importUsers.check}</Button>{again}</Group>
        </Stack>
      </form>
    </Card>
  );
}
