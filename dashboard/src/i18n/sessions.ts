// What is said about sign-ins and the end of sessions, in each language: apart from the rest, so that the first page
// stays small.
import { type Language, useLanguage } from '.';

const en = {
  card: 'Sign-ins',
  text: 'The sign-ins to your account of the last 90 days. If one was not you, set a new password: that ends all sessions.',
  none: 'There are no sign-ins in the last 90 days.',
  by: {
    password: 'Signed in with the password', totp: 'Signed in with the password and a code',
    recovery_code: 'Signed in with the password and a recovery code', passkey: 'Signed in with a passkey',
  },
  succeeded: 'Signed in',
  pending: 'Right password, second step asked for',
  failed: (n: number) => (n === 1 ? 'Failed attempt' : `${n} failed attempts`),
  more: 'Show earlier sign-ins',
  endTitle: (name: string) => `End the sessions of ${name}?`,
  endText: 'They are signed out of this organization in every browser, and have to sign in again. Other organizations and API keys are not affected.',
  end: 'End sessions',
  endedOf: (name: string) => `The sessions of ${name} have ended.`,
};

export type SessionTexts = {
  [K in keyof typeof en]: (typeof en)[K] extends (...args: infer A) => string ? (...args: A) => string
    : (typeof en)[K] extends string ? string : { [L in keyof (typeof en)[K]]: string };
};

const nl: SessionTexts = {
  card: 'Aanmeldingen',
  text: 'De aanmeldingen bij je account van de afgelopen 90 dagen. Was jij er een niet, kies dan een nieuw wachtwoord: dat beëindigt alle sessies.',
  none: 'Er zijn geen aanmeldingen in de afgelopen 90 dagen.',
  by: {
    password: 'Ingelogd met het wachtwoord', totp: 'Ingelogd met het wachtwoord en een code',
    recovery_code: 'Ingelogd met het wachtwoord en een herstelcode', passkey: 'Ingelogd met een passkey',
  },
  succeeded: 'Ingelogd',
  pending: 'Juist wachtwoord, tweede stap gevraagd',
  failed: (n) => (n === 1 ? 'Mislukte poging' : `${n} mislukte pogingen`),
  more: 'Eerdere aanmeldingen tonen',
  endTitle: (name) => `De sessies van ${name} beëindigen?`,
  endText: 'Wie dit is, wordt in elke browser bij deze organisatie afgemeld en moet opnieuw inloggen. Andere organisaties en API-sleutels blijven zoals ze zijn.',
  end: 'Sessies beëindigen',
  endedOf: (name) => `De sessies van ${name} zijn beëindigd.`,
};

export const sessionTexts: Record<Language, SessionTexts> = { en, nl };

export function useSessionText(): SessionTexts {
  return sessionTexts[useLanguage().language];
}
