// What is said about one's own data and the end of one's account: apart from the rest, so that the first page stays small.
import { type Language, useLanguage } from '.';

const en = {
  card: 'Your data',
  text: 'All that is known of you here and in your organizations, as one file: your account, what you sign in with, your sessions, and what the audit logs say of you.',
  download: 'Download my data',
  downloading: 'Collecting…',
  downloaded: 'Your data is downloaded.',
  erase: 'Delete my account',
  title: 'Delete your account?',
  goes: 'What goes, for good',
  losses: [
    'Your account, everything you sign in with, and all your sessions, at once.',
    'Your name, address and picture in every organization, within the hour. Your seats become free.',
    'Your API keys, and open invitations to be an Owner that you sent.',
    'Your name and address in the audit logs.',
  ],
  stays: 'What stays',
  left: [
    'What you did, in the audit logs, as that of a deleted person.',
    'Flows and users that you made, and names of things that you chose.',
    'Backups, until they expire.',
  ],
  confirm: 'Type your email address to confirm',
  submit: 'Delete my account',
  done: 'Your account is deleted.',
  lastOwner: 'You are the only active Owner of these. Make somebody else an Owner there, or delete the organization, first:',
};

export type PrivacyTexts = { [K in keyof typeof en]: (typeof en)[K] extends string[] ? string[] : string };

const nl: PrivacyTexts = {
  card: 'Je gegevens',
  text: 'Alles wat hier en in je organisaties van je bekend is, als één bestand: je account, waarmee je inlogt, je sessies, en wat de auditlogs over je zeggen.',
  download: 'Mijn gegevens downloaden',
  downloading: 'Verzamelen…',
  downloaded: 'Je gegevens zijn gedownload.',
  erase: 'Mijn account verwijderen',
  title: 'Je account verwijderen?',
  goes: 'Wat voorgoed verdwijnt',
  losses: [
    'Je account, alles waarmee je inlogt en al je sessies, meteen.',
    'Je naam, adres en foto in elke organisatie, binnen een uur. Je plaatsen komen vrij.',
    'Je API-sleutels, en openstaande uitnodigingen om Eigenaar te worden die je hebt verstuurd.',
    'Je naam en adres in de auditlogs.',
  ],
  stays: 'Wat blijft',
  left: [
    'Wat je hebt gedaan, in de auditlogs, als dat van een verwijderd persoon.',
    'Flows en gebruikers die je hebt gemaakt, en namen van dingen die je hebt gekozen.',
    'Back-ups, tot ze verlopen.',
  ],
  confirm: 'Typ je e-mailadres om te bevestigen',
  submit: 'Mijn account verwijderen',
  done: 'Je account is verwijderd.',
  lastOwner: 'Van deze ben je de enige actieve Eigenaar. Maak daar eerst iemand anders Eigenaar, of verwijder de organisatie:',
};

export const privacyTexts: Record<Language, PrivacyTexts> = { en, nl };

export function usePrivacyText(): PrivacyTexts {
  return privacyTexts[useLanguage().language];
}
