// What is said about new passwords, in each language: apart from the rest, so that the first page stays small.
import { type Language, useLanguage } from '.';

const en = {
  requestTitle: 'Forgotten password',
  requestText: 'Enter your email address. If there is an account or an invitation for it, we will send you a link to set a new password.',
  requestSubmit: 'Send the link',
  requestDone: 'If there is an account or an invitation for that address, an email is on its way. The link in it works for a limited time.',
  title: 'Set a new password',
  text: 'Setting a new password signs you out everywhere.',
  newPassword: 'New password',
  endKeys: 'End my API keys too',
  endKeysHint: 'If somebody else may have used your account: the keys you made, and the keys made with these, stop working in every organization. So do programs that run with them.',
  submit: 'Set the password',
  invalidTitle: 'This link is not valid',
  invalidText: 'It may have been used already, or it may have expired. Ask for a new one.',
  again: 'Ask for a new link',
  backToSignIn: 'Back to sign in',
};

export type ResetTexts = { [K in keyof typeof en]: string };

const nl: ResetTexts = {
  requestTitle: 'Wachtwoord vergeten',
  requestText: 'Vul je e-mailadres in. Is er een account of een uitnodiging met dat adres, dan sturen we je een link om een nieuw wachtwoord in te stellen.',
  requestSubmit: 'Stuur de link',
  requestDone: 'Is er een account of een uitnodiging met dat adres, dan is er een e-mail onderweg. De link erin werkt maar een beperkte tijd.',
  title: 'Stel een nieuw wachtwoord in',
  text: 'Met een nieuw wachtwoord word je overal uitgelogd.',
  newPassword: 'Nieuw wachtwoord',
  endKeys: 'Beëindig ook mijn API-sleutels',
  endKeysHint: 'Als iemand anders je account gebruikt kan hebben: de sleutels die je hebt gemaakt, en de sleutels die daarmee zijn gemaakt, werken nergens meer. Programma’s die ermee draaien ook niet.',
  submit: 'Wachtwoord instellen',
  invalidTitle: 'Deze link is niet geldig',
  invalidText: 'De link is misschien al gebruikt of verlopen. Vraag een nieuwe aan.',
  again: 'Nieuwe link aanvragen',
  backToSignIn: 'Terug naar inloggen',
};

export const resetTexts: Record<Language, ResetTexts> = { en, nl };

export function useResetText(): ResetTexts {
  return resetTexts[useLanguage().language];
}
