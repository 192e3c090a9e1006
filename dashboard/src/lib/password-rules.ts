// The rules that can be shown while typing. The service has the last word: it
// also refuses what is on lists of common passwords.

/** In characters (code points) of the normal form, as the service counts them. */
export const minLength = 12;
export const maxLength = 128;

export function meetsLength(password: string): boolean {
  const n = [...password.normalize('NFC')].length;
  return n >= minLength && n <= maxLength;
}

export type Rule = { id: 'length' | 'varied' | 'personal'; met: boolean };

/** Which rules the password meets. Personal is names and the e-mail address. */
export function judge(password: string, personal: readonly string[]): Rule[] {
  return [
    { id: 'length', met: meetsLength(password) },
    { id: 'varied', met: password !== '' && !repeats(password) },
    { id: 'personal', met: password !== '' && !isMadeOf(password, personal) },
  ];
}

const rows = ['abcdefghijklmnopqrstuvwxyz', '0123456789', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** One short piece over and over, or a row of keys or of the alphabet. */
function repeats(password: string): boolean {
  const p = password.toLowerCase();
  const piece = (p + p).indexOf(p, 1); // the smallest period that divides the length
  if (p.length > 1 && piece < p.length && piece <= 6) return true;
  const row = (s: string) => rows.some((r) => r.repeat(2).includes(s) || [...r.repeat(2)].reverse().join('').includes(s));
  return p.length >= 4 && row(p);
}

/** Little else than names that are known: at most five more characters. */
function isMadeOf(password: string, personal: readonly string[]): boolean {
  const words = personal.flatMap((w) => w.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((w) => w.length >= 3);
  let rest = password.toLowerCase();
  for (const word of words.sort((a, b) => b.length - a.length)) rest = rest.split(word).join('');
  return rest.length < password.length && [...rest].length <= 5;
}
