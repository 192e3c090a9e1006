// What is said about organizations that demand two-step sign-in, in each language: apart from the rest, so that the first
// page stays small.
import { type Language, useLanguage } from '.';

const en = {
  title: (organization: string) => `${organization} demands two-step sign-in`,
  text: (organization: string) => `An Owner of ${organization} has decided that nobody gets in with a password alone. Set up an app for codes or a passkey here; your other organizations are as ever.`,
  met: 'Your sign-in now has two steps.',
  goOn: (organization: string) => `Go on to ${organization}`,
  last: (organizations: string) => `${organizations} will not let you in again until you have set up another.`,
  on: 'Demanded: whoever has no app for codes and no passkey gets no further than to set one up. API keys are exempt.',
  off: 'Not demanded: everybody decides for themselves.',
  switchOn: 'Demand it of everybody',
  switchOff: 'Demand it no more',
  switchOnTitle: 'Demand two-step sign-in of everybody?',
  switchOnText: 'From their next request on, whoever has no app for codes and no passkey sees nothing of the organization but how to set one up. API keys go on working.',
  switchOffTitle: 'Demand two-step sign-in no more?',
  switchOffText: 'A password alone then gets in again for those who have nothing else. Whoever has an app or a passkey keeps it.',
  nobody: 'Everybody who has joined has set it up.',
  without: (n: number, more: boolean) => (n === 1 && !more ? 'One person has not set it up:' : `${n}${more ? ' or more' : ''} people have not set it up:`),
  others: 'and others',
  see: 'Show them in the list',
  yourself: 'You have not set it up yourself, and would be locked out. Set up an app for codes or a passkey first.',
  toProfile: 'Go to your profile',
  done: 'Saved.',
};

export type DemandTexts = Record<Exclude<keyof typeof en, 'title' | 'text' | 'goOn' | 'last' | 'without'>, string>
  & Pick<typeof en, 'title' | 'text' | 'goOn' | 'last' | 'without'>;

const nl: DemandTexts = {
  title: (organization) => `${organization} eist inloggen in twee stappen`,
  text: (organization) => `Een eigenaar van ${organization} heeft bepaald dat niemand met alleen een wachtwoord binnenkomt. Stel hier een app voor codes of een passkey in; in je andere organisaties verandert er niets.`,
  met: 'Je logt nu in twee stappen in.',
  goOn: (organization) => `Verder naar ${organization}`,
  last: (organizations) => `${organizations} laat je pas weer binnen als je een andere hebt ingesteld.`,
  on: 'Geëist: wie geen app voor codes en geen passkey heeft, komt niet verder dan er een instellen. API-sleutels zijn vrijgesteld.',
  off: 'Niet geëist: iedereen beslist zelf.',
  switchOn: 'Van iedereen eisen',
  switchOff: 'Niet meer eisen',
  switchOnTitle: 'Inloggen in twee stappen van iedereen eisen?',
  switchOnText: 'Vanaf hun volgende verzoek ziet wie geen app voor codes en geen passkey heeft niets van de organisatie, behalve hoe die in te stellen. API-sleutels blijven werken.',
  switchOffTitle: 'Inloggen in twee stappen niet meer eisen?',
  switchOffText: 'Wie niets anders heeft, komt dan weer met alleen een wachtwoord binnen. Wie een app of passkey heeft, houdt die.',
  nobody: 'Iedereen die meedoet heeft het ingesteld.',
  without: (n, more) => (n === 1 && !more ? 'Eén persoon heeft het niet ingesteld:' : `${n}${more ? ' of meer' : ''} mensen hebben het niet ingesteld:`),
  others: 'en anderen',
  see: 'In de lijst tonen',
  yourself: 'Je hebt het zelf niet ingesteld, en zou worden buitengesloten. Stel eerst een app voor codes of een passkey in.',
  toProfile: 'Naar je profiel',
  done: 'Opgeslagen.',
};

const demandTexts: Record<Language, DemandTexts> = { en, nl };

export function useDemandText(): DemandTexts {
  return demandTexts[useLanguage().language];
}
