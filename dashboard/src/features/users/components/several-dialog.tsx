import { Button, Checkbox, Group, Progress, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Dialog } from '@/components/dialog';
import { errorText, ProblemAlert } from '@/components/problem';
import { RoleChoice } from '@/components/role-choice';
import { useText } from '@/i18n';
import { fullName } from '@/lib/format';
import { canResend } from '@/lib/permissions';
import { roleName } from '@/lib/roles';
import type { Role, User } from '@/lib/types';
import { type Action, applies, type Result, type Task, undoOf } from '../api/several';
import classes from './several-dialog.module.css';
import { useSeveral } from './use-several';

type Kind = Action['kind'];
type Props = {
  kind: Kind; users: User[];
  /** Told the ids of those to whom it was not done. */
  onLeft: (ids: string[]) => void;
  /** Called when it has closed and given the focus back, if what had it is still there. */
  onGone: () => void;
};

/** Asks once for all of them, shows how far it is, and then what became of each. */
export function SeveralDialog({ kind, users, onLeft, onGone }: Props) {
  const t = useText();
  const [opened, setOpened] = useState(true);
  const { run, done, stop } = useSeveral();
  const results = run.data;
  const invited = users.every((u) => canResend(u.status));
  const question = t.several.titles[kind === 'remove' && invited ? 'cancel' : kind](users.length);
  const close = () => {
    if (run.isPending) return;
    setOpened(false);
    if (results) onLeft(results.filter((r) => r.outcome.state !== 'done').map((r) => r.user.id));
  };
  return (
    <Dialog opened={opened} onClose={close} onExitTransitionEnd={onGone} withCloseButton={!run.isPending} title={results ? t.several.result : run.isPending ? t.several.running : question}>
      {run.isPending ? <Running done={done} all={run.variables.length} onStop={stop} />
        : results ? <Results results={results} onUndo={run.mutate} onClose={close} />
          : <Confirm kind={kind} users={users} error={run.error} onConfirm={(action) => run.mutate(users.filter((u) => applies(action, u)).map((user) => ({ user, action })))} onClose={close} />}
    </Dialog>
  );
}

type ConfirmProps = { kind: Kind; users: User[]; error: unknown; onConfirm: (action: Action) => void; onClose: () => void };

function Confirm({ kind, users, error, onConfirm, onClose }: ConfirmProps) {
  const t = useText();
  const [keepKeys, setKeepKeys] = useState(false);
  const [role, setRole] = useState<Role | ''>('');
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const joined = users.some((u) => !canResend(u.status));
  const number = kind === 'remove' && joined ? String(users.length) : ''; // to be typed
  const roleProblem = role === '' ? t.errors.fields.not_allowed : users.some((u) => u.role !== role) ? null : t.several.nobody;
  const ready = (kind !== 'role' || roleProblem === null) && typed.trim() === number;
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (ready) onConfirm(kind === 'role' ? { kind, role: role as Role } : { kind, keepKeys });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{names(users)}</Text>
        <What kind={kind} users={users} />
        {kind === 'role' && <RoleChoice label={t.user.role} value={role} onChange={setRole} error={tried && roleProblem} />}
        {joined && (kind === 'block' || kind === 'remove') && (
          <>
            <Text size="sm">{keepKeys ? t.several.leavingKeep : t.several.leaving}</Text>
            <Checkbox label={t.leaving.keep} description={t.leaving.keepHint} checked={keepKeys} onChange={(e) => setKeepKeys(e.currentTarget.checked)} />
          </>
        )}
        {kind === 'block' && <Text size="sm" c="dimmed">{t.leaving.notBack}</Text>}
        {number !== '' && <TextInput label={t.remove.type(number)} value={typed} autoComplete="off" inputMode="numeric"
          error={tried && !ready ? t.remove.type(number) : undefined} onChange={(e) => setTyped(e.currentTarget.value)} />}
        <ProblemAlert error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>{kind === 'remove' && !joined ? t.several.keep(users.length) : t.common.cancel}</Button>
          <Button type="submit" color={kind === 'block' || kind === 'remove' ? 'red' : undefined}>{useSubmit(kind, joined, users.length)}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function useSubmit(kind: Kind, joined: boolean, n: number): string {
  const t = useText();
  const labels: Record<Kind, string> = {
    resend: t.user.resend, role: t.several.changeRole, block: t.user.block, unblock: t.user.unblock, remove: joined ? t.remove.submit(n) : t.user.cancelInvitation,
  };
  return labels[kind];
}

const mostNamed = 12;

function names(users: User[]): string {
  const more = users.length - mostNamed;
  return users.slice(0, mostNamed).map(fullName).join(', ') + (more > 0 ? ` … (+${more})` : '');
}

/** What will happen to them. */
function What({ kind, users }: { kind: Kind; users: User[] }) {
  const t = useText();
  const problems = users.filter((u) => u.address_problem).length;
  const joined = users.some((u) => !canResend(u.status));
  const invited = users.some((u) => canResend(u.status));
  const texts: Record<Kind, string[]> = {
    resend: [t.several.resendText, ...(problems > 0 ? [t.several.resendProblem(problems)] : [])],
    role: [], block: [t.user.blockText], unblock: [t.several.unblockText],
    remove: [...(joined ? [t.remove.lostAccess] : []), ...(invited ? [t.remove.lostInvitation] : []), t.remove.lostProfile, ...(joined ? [t.remove.keptAudit] : [])],
  };
  return (
    <>
      {kind === 'remove' && <Text fw={600}>{t.remove.lost}</Text>}
      {texts[kind].length > 0 && <ul className={classes.what}>{texts[kind].map((text) => <li key={text}>{text}</li>)}</ul>}
    </>
  );
}

/** The focus goes here from the button that is gone. */
function useArrival<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  useEffect(() => ref.current?.focus(), []);
  return ref;
}

function Running({ done, all, onStop }: { done: number; all: number; onStop: () => void }) {
  const t = useText();
  const [stopped, setStopped] = useState(false);
  return (
    <Stack>
      <Text size="sm">{t.several.progress(done, all)}</Text>
      <Progress value={(100 * done) / all} aria-label={t.several.progress(done, all)} />
      <Group justify="flex-end">
        <Button ref={useArrival<HTMLButtonElement>()} variant="default" loading={stopped} onClick={() => { setStopped(true); onStop(); }}>{t.several.stop}</Button>
      </Group>
    </Stack>
  );
}

function Results({ results, onUndo, onClose }: { results: Result[]; onUndo: (tasks: Task[]) => void; onClose: () => void }) {
  const t = useText();
  const done = results.filter((r) => r.outcome.state === 'done').length;
  const undo = undoOf(results);
  const failedFirst = [...results].sort((a, b) => Number(a.outcome.state === 'done') - Number(b.outcome.state === 'done'));
  return (
    <Stack>
      <Text ref={useArrival<HTMLParagraphElement>()} tabIndex={-1} fw={600}>{t.several.doneTitle(done, results.length)} {done < results.length && t.several.stay}</Text>
      <ul className={classes.results}>
        {failedFirst.map((r) => (
          <li key={r.user.id} data-outcome={r.outcome.state}>
            <span className={classes.who}>{fullName(r.user)}</span>
            <span className={r.outcome.state === 'done' ? undefined : classes.failed}>{outcomeText(r)}</span>
          </li>
        ))}
      </ul>
      <Group justify="flex-end">
        {undo.length > 0 && <Button variant="default" onClick={() => onUndo(undo)}>{t.common.undo}</Button>}
        <Button onClick={onClose}>{t.common.close}</Button>
      </Group>
    </Stack>
  );

  function outcomeText({ outcome, action }: Result): string {
    if (outcome.state === 'failed') return errorText(outcome.error, t);
    if (outcome.state === 'left') return t.several.left;
    return action.kind === 'role' ? roleName(t, action.role) : t.several.did[action.kind];
  }
}
