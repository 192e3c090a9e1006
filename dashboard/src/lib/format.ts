// Dates and names as the reader writes them, in the reader's own time zone.
import type { Language } from '@/i18n';

const tags: Record<Language, string> = { en: 'en-GB', nl: 'nl-NL' };

/** A moment with its zone, for titles and where exactness counts. */
export function exactTime(at: string, language: Language): string {
  return new Intl.DateTimeFormat(tags[language], { dateStyle: 'full', timeStyle: 'long' }).format(new Date(at));
}

/** A moment with its seconds, for logs. */
export function preciseTime(at: string, language: Language): string {
  return new Intl.DateTimeFormat(tags[language], { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at));
}

/** A moment as a short date and time. */
export function shortTime(at: string, language: Language): string {
  return new Intl.DateTimeFormat(tags[language], { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1],
];

/** "3 hours ago" within a week, else the short date. */
export function relativeTime(at: string, language: Language, now: number): string {
  const seconds = Math.round((Date.parse(at) - now) / 1000);
  if (Math.abs(seconds) > 7 * 86_400) return shortTime(at, language);
  const format = new Intl.RelativeTimeFormat(tags[language], { numeric: 'auto' });
  const [unit, size] = steps.find(([, s]) => Math.abs(seconds) >= s) ?? ['second', 1];
  return format.format(Math.trunc(seconds / size), unit);
}

/** How long is left, in its two largest units: "6 days, 23 hours"; empty when over. */
export function remaining(until: string, language: Language, now: number): string {
  let left = Math.floor((Date.parse(until) - now) / 1000);
  if (!(left > 0)) return '';
  const parts: string[] = [];
  for (const [unit, size] of steps) {
    const n = Math.floor(left / size);
    left -= n * size;
    if (n > 0 || parts.length > 0) parts.push(unitText(n, unit, language));
    if (parts.length === 2) break;
  }
  return parts.join(', ');
}

function unitText(n: number, unit: Intl.RelativeTimeFormatUnit, language: Language): string {
  return new Intl.NumberFormat(tags[language], { style: 'unit', unit, unitDisplay: 'long' }).format(n);
}

type Person = { first_name: string; last_name: string; email: string };

export function fullName(p: Person): string {
  return `${p.first_name} ${p.last_name}`.trim() || p.email;
}

/** The first characters of both names, whole ones even beyond the basic plane. */
export function initials(p: Person): string {
  const first = [...p.first_name][0] ?? '';
  const last = [...p.last_name][0] ?? '';
  return (first + last || [...p.email][0] || '?').toUpperCase();
}
