// One thing done to several users, one after the other.
import { api, data, ifMatch } from '@/lib/client';
import { hasCode } from '@/lib/errors';
import { newKey } from '@/lib/key';
import { patiently } from '@/lib/patience';
import { canBlock, canResend } from '@/lib/permissions';
import type { Role, User } from '@/lib/types';

export type Action =
  | { kind: 'resend' | 'unblock' }
  | { kind: 'block' | 'remove'; keepKeys?: boolean }
  | { kind: 'role'; role: Role };
/** What is to be done to whom, as they were when it was decided. */
export type Task = { user: User; action: Action };
/** What became of it: `changed` is the user as they are now, null for one who was removed. */
export type Outcome =
  | { state: 'done'; changed: User | null }
  | { state: 'failed'; error: unknown }
  /** It was stopped before. */
  | { state: 'left' };
export type Result = Task & { outcome: Outcome };

/** Whether an action makes sense for a user at all. */
export function applies({ kind, ...action }: Action, user: User): boolean {
  switch (kind) {
    case 'resend': return canResend(user.status);
    case 'block': return canBlock(user.status);
    case 'unblock': return user.status === 'blocked';
    case 'role': return 'role' in action && user.role !== action.role;
    case 'remove': return true;
  }
}

/**
 * Does each task in turn. What is refused is that task's own outcome; a session that is over ends all. When it is
 * aborted, the task under way is finished, so that its outcome is known, and the others are left.
 */
export async function runTasks(org: string, tasks: readonly Task[], stop: AbortSignal, progress: (done: number) => void): Promise<Result[]> {
  const results: Result[] = [];
  for (const task of tasks) {
    results.push({ ...task, outcome: stop.aborted ? { state: 'left' } : await run(org, task, stop) });
    progress(results.length);
  }
  return results;
}

async function run(org: string, task: Task, stop: AbortSignal): Promise<Outcome> {
  const key = newKey();
  try {
    return { state: 'done', changed: await patiently(() => perform(org, task, key), stop) };
  } catch (error) {
    if (hasCode(error, 'unauthenticated', 'blocked')) throw error;
    return stop.aborted && error === stop.reason ? { state: 'left' } : { state: 'failed', error };
  }
}

const path = '/v1/organizations/{org}/users/{user}';

async function perform(org: string, { user, action }: Task, key: string): Promise<User | null> {
  const params = { path: { org, user: user.id } };
  const leaving = { ...params, query: 'keepKeys' in action && action.keepKeys ? { keep_keys: true } : undefined };
  switch (action.kind) {
    case 'resend': return data(api.POST(`${path}/invitation`, { params: { ...params, header: { 'Idempotency-Key': key } } }));
    case 'block': return data(api.POST(`${path}/block`, { params: leaving }));
    case 'unblock': return data(api.POST(`${path}/unblock`, { params }));
    case 'role': return data(api.PATCH(path, { params: { ...params, header: ifMatch(user.version) }, body: { role: action.role } }));
    case 'remove': await api.DELETE(path, { params: leaving }); return null;
  }
}

/** What takes back all that was done: nothing for mails and removals. */
export function undoOf(results: readonly Result[]): Task[] {
  return results.flatMap(({ user, action, outcome }) => {
    if (outcome.state !== 'done' || !outcome.changed) return [];
    const back = opposite(action, user);
    return back ? [{ user: outcome.changed, action: back }] : [];
  });
}

function opposite(action: Action, before: User): Action | null {
  switch (action.kind) {
    case 'block': return { kind: 'unblock' };
    case 'unblock': return { kind: 'block' };
    case 'role': return { kind: 'role', role: before.role };
    default: return null;
  }
}
