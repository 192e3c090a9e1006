import { Button, type ButtonProps } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import type { ComponentPropsWithRef } from 'react';
import { useText } from '@/i18n';
import classes from './organization-menu.module.css';

/** Which organization one is in. It opens the list of the others. */
export function OrganizationButton({ name, ...props }: { name: string } & ButtonProps & ComponentPropsWithRef<'button'>) {
  const t = useText();
  return (
    <Button variant="subtle" color="gray" className={classes.target} rightSection={<IconSelector size={16} aria-hidden />}
      aria-label={t.app.organizationMenu(name)} {...props}>
      <span className={classes.name}>{name}</span>
    </Button>
  );
}
