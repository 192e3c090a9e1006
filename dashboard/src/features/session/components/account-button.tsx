import { Button, type ButtonProps } from '@mantine/core';
import { IconChevronDown, IconUser } from '@tabler/icons-react';
import type { ComponentPropsWithRef } from 'react';
import { useText } from '@/i18n';
import { shownAddress } from '@/lib/address';
import { useMe } from '@/lib/session';
import classes from './account-button.module.css';

/** Who is signed in. It opens the account's menu. */
export function AccountButton(props: ButtonProps & ComponentPropsWithRef<'button'>) {
  const t = useText();
  const email = shownAddress(useMe().identity?.email ?? '');
  return (
    <Button variant="subtle" color="gray" className={classes.target} leftSection={<IconUser size={18} aria-hidden />} rightSection={<IconChevronDown size={14} aria-hidden />}
      aria-label={t.app.signedInAs(email)} {...props}>
      <span className={classes.email}>{email}</span>
    </Button>
  );
}
