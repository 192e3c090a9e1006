// What is said about a change of address, in each language: apart from the rest, so that the first page stays small.
import { type Language, useLanguage } from '.';

const en = {
  card: 'Email address',
  text: 'You sign in with this address, and mails come here.',
  change: 'Change address',
  newAddress: 'New email address',
  newHint: 'A link is mailed to it. Until you follow that, nothing changes.',
  send: 'Mail the link',
  yours: 'This is your address already.',
  pending: (address: string) => `A link was mailed to ${address}. Open it in this browser to confirm the address.`,
  until: 'It works until',
  resend: 'Mail the link again',
  cancel: 'Cancel the change',
  sent: 'The link is on its way.',
  cancelled: 'Your address stays as it is.',
  confirmTitle: 'Confirm your new address',
  confirmText: (from: string, to: string) => `Your address is ${from}. From now on it is ${to}: you sign in with that, and are signed out everywhere.`,
  confirm: 'Change the address',
  signInFirst: 'Sign in with the account whose address is to change, by its address until now. Then confirm the new one.',
  signIn: 'Sign in',
  changedTitle: 'Your address is changed',
  changedText: 'Sign in with the new address. A mail to the old one says how to take this back within 72 hours.',
  takenText: 'There is an account with this address, or there was one less than 72 hours ago. Your address stays as it is.',
  invalidTitle: 'This link does not work',
  invalidText: 'It was used, replaced by a newer one, or has expired, or you are signed in with another account than the one that asked.',
  restoreTitle: 'Take your account back',
  restoreText: (address: string) => `Your account is ${address} again. You set a new password, everybody who is signed in is signed out, and API keys end. Passkeys and apps for codes that were added in the last days are removed.`,
  newPassword: 'New password',
  restore: 'Take the account back',
  restoredTitle: 'You have your account back',
  restoredText: 'Sign in with your address and the new password. Then look in the audit log at what was done until now.',
};

type Texts = { [K in keyof typeof en]: (typeof en)[K] extends (...args: infer A) => string ? (...args: A) => string : string };

const nl: Texts = {
  card: 'E-mailadres',
  text: 'Met dit adres log je in, en hier komen mails aan.',
  change: 'Adres wijzigen',
  newAddress: 'Nieuw e-mailadres',
  newHint: 'Er gaat een mail met een link naartoe. Tot je die volgt, verandert er niets.',
  send: 'Link mailen',
  yours: 'Dit is je adres al.',
  pending: (address) => `Er is een link gemaild naar ${address}. Open die in deze browser om het adres te bevestigen.`,
  until: 'De link werkt tot',
  resend: 'Link opnieuw mailen',
  cancel: 'Wijziging annuleren',
  sent: 'De link is onderweg.',
  cancelled: 'Je adres blijft zoals het is.',
  confirmTitle: 'Bevestig je nieuwe adres',
  confirmText: (from, to) => `Je adres is ${from}. Voortaan is het ${to}: daarmee log je in, en overal word je uitgelogd.`,
  confirm: 'Adres wijzigen',
  signInFirst: 'Log in met het account waarvan het adres verandert, met het adres tot nu toe. Bevestig dan het nieuwe.',
  signIn: 'Inloggen',
  changedTitle: 'Je adres is gewijzigd',
  changedText: 'Log in met het nieuwe adres. In een mail aan het oude staat hoe je dit binnen 72 uur terugdraait.',
  takenText: 'Er is een account met dit adres, of dat was er minder dan 72 uur geleden. Je adres blijft zoals het is.',
  invalidTitle: 'Deze link werkt niet',
  invalidText: 'Hij is gebruikt, vervangen door een nieuwere of verlopen, of je bent ingelogd met een ander account dan dat erom vroeg.',
  restoreTitle: 'Neem je account terug',
  restoreText: (address) => `Je account heeft dan weer het adres ${address}. Je kiest een nieuw wachtwoord, iedereen die is ingelogd wordt uitgelogd, en API-sleutels eindigen. Passkeys en apps voor codes van de laatste dagen worden verwijderd.`,
  newPassword: 'Nieuw wachtwoord',
  restore: 'Account terugnemen',
  restoredTitle: 'Je hebt je account terug',
  restoredText: 'Log in met je adres en het nieuwe wachtwoord. Kijk dan in het auditlogboek wat er intussen is gedaan.',
};

const texts: Record<Language, Texts> = { en, nl };

export function useEmailChangeText(): Texts {
  return texts[useLanguage().language];
}
