// What is said about deleting and restoring an organization, in each language: apart from the rest, so that the first page stays small.
import { type Language, useLanguage } from '.';
import type { Widen } from './en';

const en = {
  card: 'Delete the organization',
  text: 'All that is in it goes: users, flows, API keys and the audit log. An Owner can bring it back for 14 days.',
  button: 'Delete organization',
  title: (organization: string) => `Delete ${organization}?`,
  losses: [
    'Nobody can see or use it any more, and nothing is emailed in its name.',
    'Its API keys stop working, and so do the programs that use them.',
    'Invitations that are still open no longer work.',
  ] as string[],
  restorable: 'For 14 days every Owner sees it in their list of organizations and can restore it as it was, with its API keys. Then all of it is deleted for good, the audit log too. People’s accounts stay.',
  typeName: (organization: string) => `To confirm, type the name: ${organization}`,
  name: 'Name of the organization',
  wrongName: 'This is not the name of the organization.',
  submit: 'Delete',
  deletedTitle: (organization: string) => `${organization} is deleted`,
  since: 'Deleted',
  restorableText: 'Nobody can use it. As an Owner you can restore it as it was: users, flows, API keys and the audit log. After that time all of it is deleted for good.',
  left: 'Time left to restore it',
  until: 'until',
  over: 'none, it can be deleted for good at any moment',
  restore: 'Restore organization',
  restored: (organization: string) => `${organization} is restored.`,
  gone: (organization: string) => `${organization} cannot be restored any more.`,
  deleted: 'Deleted',
  suspended: 'Suspended',
};

export type EndTexts = Widen<typeof en>;

const nl: EndTexts = {
  card: 'Organisatie verwijderen',
  text: 'Alles wat erin zit gaat weg: gebruikers, flows, API-sleutels en het auditlogboek. Een Eigenaar kan haar 14 dagen lang terughalen.',
  button: 'Organisatie verwijderen',
  title: (organization) => `${organization} verwijderen?`,
  losses: [
    'Niemand kan haar nog zien of gebruiken, en er gaat geen e-mail meer uit in haar naam.',
    'Haar API-sleutels werken niet meer, en de programma’s die ze gebruiken ook niet.',
    'Uitnodigingen die nog openstaan, werken niet meer.',
  ],
  restorable: 'Elke Eigenaar ziet haar 14 dagen lang in de eigen lijst van organisaties en kan haar herstellen zoals ze was, met haar API-sleutels. Daarna wordt alles voorgoed verwijderd, ook het auditlogboek. Accounts van mensen blijven.',
  typeName: (organization) => `Typ de naam om te bevestigen: ${organization}`,
  name: 'Naam van de organisatie',
  wrongName: 'Dit is niet de naam van de organisatie.',
  submit: 'Verwijderen',
  deletedTitle: (organization) => `${organization} is verwijderd`,
  since: 'Verwijderd',
  restorableText: 'Niemand kan haar gebruiken. Als Eigenaar kun je haar herstellen zoals ze was: gebruikers, flows, API-sleutels en het auditlogboek. Na die tijd wordt alles voorgoed verwijderd.',
  left: 'Tijd om haar te herstellen',
  until: 'tot',
  over: 'geen, ze kan elk moment voorgoed worden verwijderd',
  restore: 'Organisatie herstellen',
  restored: (organization) => `${organization} is hersteld.`,
  gone: (organization) => `${organization} kan niet meer worden hersteld.`,
  deleted: 'Verwijderd',
  suspended: 'Opgeschort',
};

export const endTexts: Record<Language, EndTexts> = { en, nl };

export function useEndText(): EndTexts {
  return endTexts[useLanguage().language];
}
