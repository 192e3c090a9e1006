import { Radio, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '@/i18n';
import { type Role, roles } from '@/lib/types';

type Props = { value?: Role | ''; onChange: (role: Role) => void; error?: ReactNode; label: string };

/** The roles, each with what it may do. */
export function RoleChoice({ value, onChange, error, label }: Props) {
  const t = useText();
  const may: Record<Role, string> = { owner: t.role.ownerMay, auditor: t.role.auditorMay };
  return (
    <Radio.Group label={label} value={value} error={error} onChange={(v) => onChange(v as Role)} name="role">
      <Stack gap="sm" mt="xs">
        {roles.map((role) => <Radio key={role} value={role} label={t.role[role]} description={may[role]} />)}
      </Stack>
    </Radio.Group>
  );
}
