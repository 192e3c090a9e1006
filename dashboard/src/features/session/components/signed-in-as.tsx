import { Button, Text } from '@mantine/core';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { useMe } from '@/lib/session';
import { useSignOut } from '../api/session';
import classes from './signed-in-as.module.css';

/** Who is signed in, and the way out: for pages without the header. */
export function SignedInAs() {
  const t = useText();
  const me = useMe();
  const signOut = useSignOut();
  return (
    <>
      <div className={classes.row}>
        <Text size="sm" className={classes.who}>{t.app.signedInAs(me.identity?.email ?? '')}</Text>
        <Button size="xs" variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>{t.app.signOut}</Button>
      </div>
      <ProblemAlert error={signOut.error} />
    </>
  );
}
