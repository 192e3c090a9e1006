import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { When } from '@/components/time';
import { useText } from '@/i18n';
import type { User } from '@/lib/types';
import classes from './user-page.module.css';

/** Why mails to the user's address do not arrive, in the receiving server's own words. */
export function AddressProblemNote({ user }: { user: User }) {
  const t = useText();
  const problem = user.address_problem;
  if (!problem) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} title={t.addressProblem.title} data-address-problem={problem.delivery}>
      <Stack gap="xs">
        <Text size="sm">{t.delivery[`${problem.delivery}Why`]}</Text>
        {problem.detail !== '' && <Text size="sm" className={classes.words}>{t.addressProblem.said} <q lang="en">{problem.detail}</q></Text>}
        <Text size="sm">{t.addressProblem.latest}: <When at={problem.at} /></Text>
      </Stack>
    </Alert>
  );
}
