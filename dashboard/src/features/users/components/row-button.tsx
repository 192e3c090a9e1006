import { ActionIcon } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { ComponentPropsWithRef } from 'react';
import { useText } from '@/i18n';
import { fullName } from '@/lib/format';
import type { User } from '@/lib/types';

/** Opens the menu of a user's row. */
export function RowButton({ user, ...props }: { user: User } & ComponentPropsWithRef<'button'>) {
  const t = useText();
  return (
    <ActionIcon variant="subtle" color="gray" size="md" aria-label={t.user.actions(fullName(user))} {...props}>
      <IconDots size={18} aria-hidden />
    </ActionIcon>
  );
}
