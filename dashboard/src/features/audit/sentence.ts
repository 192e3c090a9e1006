import type { Dictionary } from '@/i18n/en';
import type { AuditChange, AuditEvent } from '@/lib/types';

/** What stands in a sentence's places. */
export type Named<T> = Record<'who' | 'whom' | 'before' | 'after', T>;

/** The one change that a sentence tells itself, by action; other changes are listed below it. */
const toldField: Record<string, string> = {
  'user.create': 'role', 'organization.plan': 'plan', 'invitation.delivery': 'invitation.delivery', 'user.email': 'email',
};
/** Changes that have sentences of their own, where nothing else was changed. */
const single = ['user.update/role', 'organization.update/name'];

/** The sentence of an event, with `{who}`, `{whom}`, `{before}` and `{after}` in it, and the change that it tells. */
export function sentenceOf(t: Dictionary, event: AuditEvent): { text: string; change: AuditChange | undefined } {
  const only = event.changes.length === 1 ? event.changes[0] : undefined;
  const own = `${event.action}/${only?.field}`;
  if (only && single.includes(own)) return { text: t.audit.sentences[own] ?? '', change: only };
  const change = event.changes.find((c) => c.field === toldField[event.action]);
  const text = t.audit.sentences[event.action] ?? `{who}: ${event.action} {whom}`;
  return { text, change: /\{(before|after)\}/.test(text) ? change : undefined };
}

/** Puts the parts into a sentence's places. */
export function fill<T>(text: string, parts: Named<T>): (T | string)[] {
  return text.split(/(\{\w+\})/).filter((s) => s !== '').map((s) => parts[s.slice(1, -1) as keyof Named<T>] ?? s);
}

const digest = /^sha256:(\w{8})\w+$/;

/** A value in short: a digest by its first characters, what is not there as nothing. */
export function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value !== 'string') return JSON.stringify(value);
  return value.replace(digest, '$1…');
}
