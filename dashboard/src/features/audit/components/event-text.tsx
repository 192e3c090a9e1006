import { useText } from '@/i18n';
import type { Dictionary } from '@/i18n/en';
import { shownAddress } from '@/lib/address';
import type { AuditEvent } from '@/lib/types';
import classes from './event-text.module.css';

/** The action in words; its id where there are none. */
export function actionText(t: Dictionary, action: string): string {
  return t.audit.actions[action] ?? action;
}

export function actorText(t: Dictionary, actor: AuditEvent['actor']): string {
  if (actor.type === 'system') return t.audit.system;
  const name = actor.name || actor.id;
  return actor.type === 'key' ? t.audit.key(name) : name;
}

const digest = /^sha256:(\w{8})\w+$/;

/** A value in short: a digest by its first characters, what is not there as nothing. */
export function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value !== 'string') return JSON.stringify(value);
  return value.replace(digest, '$1…');
}

const text = (field: string, value: unknown) => (field === 'email' ? shownAddress(plain(value)) : plain(value));

/** Each changed field: what it became, and what it was before if there was something. */
export function Changes({ event }: { event: AuditEvent }) {
  return (
    <>
      {event.changes.filter((c) => plain(c.before) !== '' || plain(c.after) !== '').map((c) => (
        <div key={c.field}>
          <code>{c.field}</code> <Before text={text(c.field, c.before)} /> <After text={text(c.field, c.after)} />
        </div>
      ))}
    </>
  );
}

function Before({ text }: { text: string }) {
  const t = useText();
  if (text === '') return null;
  return <><span className={classes.spoken}>{t.audit.before}</span> <del>{text}</del></>;
}

function After({ text }: { text: string }) {
  const t = useText();
  if (text === '') return null;
  return <><span className={classes.spoken}>{t.audit.after}</span> <ins className={classes.after}>{text}</ins></>;
}
