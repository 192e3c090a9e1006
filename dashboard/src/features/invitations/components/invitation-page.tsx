import { Alert, Button, PasswordInput, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Support } from '@/components/brand';
import { AccountName } from '@/components/email-input';
import { Gate } from '@/components/gate';
import { NewPassword } from '@/components/new-password';
import { Pending } from '@/components/pending';
import { errorText, ProblemAlert, RequestId } from '@/components/problem';
import { Countdown } from '@/components/time';
import { useText } from '@/i18n';
import { asciiAddress, shownAddress } from '@/lib/address';
import { hasCode } from '@/lib/errors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { fullName } from '@/lib/format';
import { noteJoined } from '@/lib/newcomer';
import { roleMay, roleName } from '@/lib/roles';
import { newPassword, rules } from '@/lib/rules';
import { visitorQuery } from '@/lib/session';
import type { InvitationView } from '@/lib/types';
import { invitationQuery, useAccept, useRequestInvitation } from '../api/invitation';

export function InvitationPage() {
  const { token } = useParams({ from: '/invitations/$token' });
  const { data, error, isPending, refetch } = useQuery(invitationQuery(token));
  if (isPending) return <Pending />;
  if (error) return <Refused token={token} error={error} retry={() => void refetch()} />;
  return <Open token={token} invitation={data} ended={() => void refetch()} />;
}

function Open({ token, invitation, ended }: { token: string; invitation: InvitationView; ended: () => void }) {
  const t = useText();
  const role = roleName(t, invitation.role);
  return (
    <Gate title={t.invitation.title(invitation.organization.name)}>
      <Text>{t.invitation.greeting(fullName(invitation))}. {t.invitation.invited(invitation.organization.name, role, invitation.invited_by)}</Text>
      <Text size="sm" c="dimmed">{roleMay(t, invitation.role)}</Text>
      <OtherAccount email={invitation.email} />
      <AcceptForm token={token} invitation={invitation} ended={ended} />
      <Text size="sm" c="dimmed">{t.invitationCard.expiresIn} <Countdown until={invitation.expires_at} over={t.common.now} onOver={ended} /></Text>
    </Gate>
  );
}

function AcceptForm({ token, invitation, ended }: { token: string; invitation: InvitationView; ended: () => void }) {
  const t = useText();
  const accept = useAccept(token);
  const navigate = useNavigate();
  const existing = invitation.account_exists;
  const form = useForm({ password: '' }, (v) => validate(v, existing ? rules.AcceptInvitationInput : { password: newPassword }, t));
  const submit = form.formProps((body) => accept.mutate(body, {
    onSuccess: () => {
      noteJoined(invitation.organization.id, invitation.first_name);
      void navigate({ to: '/organizations/$org/settings/users', params: { org: invitation.organization.id }, replace: true });
    },
    onError: (error) => {
      if (hasCode(error, 'invitation_used', 'invitation_expired', 'invitation_invalid')) ended();
      else if (hasCode(error, 'invalid_credentials')) form.refuse({ password: t.errors.fields.wrong_password });
      else form.refuse(fieldErrors(error, t));
    },
  }));
  return (
    <form {...submit}>
      <Stack>
        <AccountName email={invitation.email} />
        {existing ? (
          <>
            <Text size="sm">{t.invitation.existing}</Text>
            <PasswordInput label={t.invitation.existingPassword} description={shownAddress(invitation.email)} autoComplete="current-password"
              visibilityToggleButtonProps={{ 'aria-label': t.password.show }} {...form.getInputProps('password')} />
          </>
        ) : (
          <NewPassword label={t.invitation.newPassword} description={shownAddress(invitation.email)} {...form.getInputProps('password')} />
        )}
        <Problem error={accept.error} />
        <Button type="submit" loading={accept.isPending} fullWidth>{t.invitation.accept(invitation.organization.name)}</Button>
        {existing && <Link to="/forgot-password">{t.signIn.forgot}</Link>}
      </Stack>
    </form>
  );
}

/** Says first that joining replaces the session of somebody else. */
function OtherAccount({ email: invited }: { email: string }) {
  const t = useText();
  const { data: now } = useQuery(visitorQuery);
  if (!now || asciiAddress(now).toLowerCase() === asciiAddress(invited).toLowerCase()) return null;
  return (
    <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} data-other-account>
      {t.invitation.otherAccount(shownAddress(now), shownAddress(invited))}
    </Alert>
  );
}

function Problem({ error }: { error: unknown }) {
  return hasCode(error, 'invalid_request', 'invalid_credentials') ? null : <ProblemAlert error={error} />;
}

function Refused({ token, error, retry }: { token: string; error: unknown; retry: () => void }) {
  const t = useText();
  if (hasCode(error, 'invitation_expired')) return <Expired token={token} />;
  if (hasCode(error, 'invitation_used')) {
    return (
      <Gate title={t.invitation.usedTitle}>
        <Text>{t.invitation.usedText}</Text>
        <SignInLink />
      </Gate>
    );
  }
  if (hasCode(error, 'invitation_invalid', 'invalid_request')) {
    return (
      <Gate title={t.invitation.invalidTitle}>
        <Text>{t.invitation.invalidText}</Text>
        <Support error={error} />
        <SignInLink />
      </Gate>
    );
  }
  return (
    <Gate title={t.errors.title}>
      <Text>{errorText(error, t)}</Text>
      <RequestId error={error} />
      {!hasCode(error, 'offline') && <Support error={error} />}
      <Button onClick={retry}>{t.common.tryAgain}</Button>
    </Gate>
  );
}

function Expired({ token }: { token: string }) {
  const t = useText();
  const ask = useRequestInvitation(token);
  const done = useRef<HTMLDivElement>(null);
  useEffect(() => { if (ask.isSuccess) done.current?.focus(); }, [ask.isSuccess]);
  return (
    <Gate title={t.invitation.expiredTitle}>
      <Text>{t.invitation.expiredText}</Text>
      {ask.isSuccess
        ? <Alert variant="light" role="status" tabIndex={-1} ref={done}>{t.invitation.requested}</Alert>
        : <Button loading={ask.isPending} onClick={() => ask.mutate()}>{t.invitation.expiredButton}</Button>}
      {ask.error && (
        <ProblemAlert error={ask.error}>{hasCode(ask.error, 'not_found') ? t.invitation.requestUnavailable : undefined}</ProblemAlert>
      )}
      <SignInLink />
    </Gate>
  );
}

function SignInLink() {
  const t = useText();
  return <Link to="/sign-in">{t.invitation.signIn}</Link>;
}
