import { Radio, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '@/i18n';
import { roleMay, roleName, rolesWithin } from '@/lib/roles';
import { useMembership } from '@/lib/session';
import type { Role } from '@/lib/types';

type Props = { value?: Role | ''; onChange: (role: Role) => void; error?: ReactNode; label: string };

/** The roles that the reader may give, each with what it may do; also the one that is chosen. */
export function RoleChoice({ value, onChange, error, label }: Props) {
  const t = useText();
  const may = rolesWithin(useMembership());
  const shown = value && !may.includes(value) ? [value, ...may] : may;
  return (
    <Radio.Group label={label} value={value} error={error} onChange={(v) => onChange(v as Role)} name="role">
      <Stack gap="sm" mt="xs">
        {shown.map((role) => <Radio key={role} value={role} label={roleName(t, role)} description={roleMay(t, role)} />)}
      </Stack>
    </Radio.Group>
  );
}
