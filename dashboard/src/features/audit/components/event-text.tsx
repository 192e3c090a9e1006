// An event as a sentence with names that link, and its values in the reader's language.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { roleName } from '@/lib/roles';
import { useOrg } from '@/lib/session';
import { useLanguage, useText } from '@/i18n';
import type { Dictionary } from '@/i18n/en';
import { shownAddress } from '@/lib/address';
import { fullName, preciseTime } from '@/lib/format';
import type { AuditChange, AuditEvent, AuditParty, User } from '@/lib/types';
import { fill, type Named, plain, sentenceOf } from '../sentence';
import classes from './event-text.module.css';

/** Those whose names are known, by id: events keep only the address that somebody had. */
export type People = ReadonlyMap<string, User>;

export function peopleOf(users: readonly User[] | undefined): People {
  return new Map(users?.map((u) => [u.id, u]));
}

/** The action in words, as in a filter; its id where there are none. */
export function actionText(t: Dictionary, action: string): string {
  return t.audit.actions[action] ?? action;
}

/** "Olive changed the role of Daan from Auditor to Owner". */
export function Sentence({ event, people }: { event: AuditEvent; people: People }) {
  const t = useText();
  const value = useValueText();
  const { text, change } = sentenceOf(t, event);
  const parts: Named<ReactNode> = {
    who: <Party party={event.actor} people={people} />,
    whom: <Party party={event.target} people={people} />,
    before: <strong>{value(change?.field ?? '', change?.before)}</strong>,
    after: <strong>{value(change?.field ?? '', change?.after)}</strong>,
  };
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence never change places.
  return <span>{fill(text, parts).map((part, i) => <span key={i}>{part}</span>)}</span>;
}

function Party({ party, people }: { party: AuditParty; people: People }) {
  const t = useText();
  const org = useOrg();
  const name = party.name || party.id;
  const person = people.get(party.id);
  if (party.type === 'system') return t.audit.system;
  if (party.erased) return <em>{t.audit.erased}</em>;
  if (party.type === 'key' || party.type === 'api_key') {
    return <Link to="/organizations/$org/settings/api-keys" params={{ org }} className={classes.party}>{t.audit.key(name)}</Link>;
  }
  if (person) {
    return <Link to="/organizations/$org/settings/users/$user" params={{ org, user: person.id }} className={classes.party} title={shownAddress(person.email)}>{fullName(person)}</Link>;
  }
  if (party.type === 'flow') return <Link to="/organizations/$org/flows/$flow" params={{ org, flow: party.id }} className={classes.party}>{name}</Link>;
  return <span className={classes.party}>{shownAddress(name)}</span>;
}

/** A value as the page says it elsewhere: roles, states and moments in words. */
function useValueText(): (field: string, value: unknown) => string {
  const { t, language } = useLanguage();
  return (field, value) => {
    const text = plain(value);
    const words = t.audit.values[field] ?? (field.endsWith('delivery') ? t.delivery as Record<string, string> : undefined);
    if (words?.[text]) return words[text];
    if (field === 'role' && text) return roleName(t, text);
    if (field === 'status' && text in t.status) return (t.status as Record<string, string>)[text] ?? text;
    if (field === 'email') return shownAddress(text);
    return /^\d{4}-\d\d-\d\dT.*Z$/.test(text) ? preciseTime(text, language) : text;
  };
}

/** Each changed field that the sentence does not tell, and behind a disclosure what the log itself holds. */
export function Changes({ event }: { event: AuditEvent }) {
  const t = useText();
  const told = sentenceOf(t, event).change;
  const changes = event.changes.filter((c) => plain(c.before) !== '' || plain(c.after) !== '');
  return (
    <>
      {changes.filter((c) => c !== told).map((c) => <Change key={c.field} change={c} />)}
      <details className={classes.raw}>
        <summary>{t.audit.raw}</summary>
        <dl>
          <dt>{t.audit.eventId}</dt><dd><code>{event.id}</code></dd>
          <dt>{t.audit.action}</dt><dd><code>{event.action}</code></dd>
          <dt>{t.errors.requestId}</dt><dd><code>{event.request_id || '–'}</code></dd>
          {changes.map((c) => (
            <div key={c.field}><dt><code>{c.field}</code></dt><dd><code>{JSON.stringify(c.before ?? null)} → {JSON.stringify(c.after ?? null)}</code></dd></div>
          ))}
        </dl>
      </details>
    </>
  );
}

function Change({ change: c }: { change: AuditChange }) {
  const t = useText();
  const value = useValueText();
  const before = value(c.field, c.before);
  const after = value(c.field, c.after);
  return (
    <div>
      {t.audit.fields[c.field] ?? c.field}:{' '}
      {before !== '' && <><span className={classes.spoken}>{t.audit.before}</span> <del>{before}</del> </>}
      {after !== '' && <><span className={classes.spoken}>{t.audit.after}</span> <ins className={classes.after}>{after}</ins></>}
    </div>
  );
}
