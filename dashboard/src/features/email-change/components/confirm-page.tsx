import { Button, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Gate } from '@/components/gate';
import { ProblemAlert } from '@/components/problem';
import { useEmailChangeText } from '@/i18n/email-change';
import { shownAddress } from '@/lib/address';
import { hasCode } from '@/lib/errors';
import { emailChangeQuery, useConfirmEmailChange } from '../api/email-change';

/** Where the link to a new address leads: the account that asked confirms it. */
export function ConfirmPage({ token }: { token: string }) {
  const e = useEmailChangeText();
  const { data: change, error: unreadable, refetch } = useQuery({ ...emailChangeQuery, retry: false });
  const confirm = useConfirmEmailChange(token);
  const client = useQueryClient();
  const [done, setDone] = useState(false);
  const error = confirm.error ?? unreadable;
  if (done) return <Outcome title={e.changedTitle} text={e.changedText} signIn={{}} />;
  if (hasCode(error, 'unauthenticated', 'second_factor_required')) {
    return <Outcome title={e.confirmTitle} text={e.signInFirst} signIn={{ to: `/email/change/${token}` }} />;
  }
  if (hasCode(error, 'not_found') || (change && !change.pending)) return <Outcome title={e.invalidTitle} text={e.invalidText} />;
  if (hasCode(error, 'email_taken')) return <Outcome title={e.invalidTitle} text={e.takenText} />;
  return (
    <Gate title={e.confirmTitle}>
      {!change && <ProblemAlert error={unreadable} retry={() => void refetch()} />}
      {change?.pending && (
        <>
          <Text>{e.confirmText(shownAddress(change.email), shownAddress(change.pending.email))}</Text>
          <ProblemAlert error={confirm.error} />
          <Button fullWidth loading={confirm.isPending}
            onClick={() => confirm.mutate(undefined, { onSuccess: () => { setDone(true); client.clear(); } })}>{e.confirm}</Button>
        </>
      )}
    </Gate>
  );
}

/** What became of a link, and where to go on. */
export function Outcome({ title, text, signIn }: { title: string; text: string; signIn?: { to?: string } }) {
  const e = useEmailChangeText();
  return (
    <Gate title={title}>
      <Text>{text}</Text>
      {signIn && <Link to="/sign-in" search={signIn}>{e.signIn}</Link>}
    </Gate>
  );
}
