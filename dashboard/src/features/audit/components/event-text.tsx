import { useText } from '@/i18n';
import type { Dictionary } from '@/i18n/en';
import type { AuditEvent } from '@/lib/types';

/** The action in words; its id where there are none. */
export function actionText(t: Dictionary, action: string): string {
  return t.audit.actions[action] ?? action;
}

export function actorText(t: Dictionary, actor: AuditEvent['actor']): string {
  if (actor.type === 'system') return t.audit.system;
  const name = actor.name || actor.id;
  return actor.type === 'key' ? t.audit.key(name) : name;
}

function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Each changed field, before and after. */
export function Changes({ event }: { event: AuditEvent }) {
  const t = useText();
  return (
    <>
      {event.changes.map((c) => (
        <div key={c.field}>
          <code>{c.field}</code> <del aria-label={`${t.audit.before}: ${plain(c.before)}`}>{plain(c.before)}</del>
          {' → '}<ins aria-label={`${t.audit.after}: ${plain(c.after)}`}>{plain(c.after)}</ins>
        </div>
      ))}
    </>
  );
}
