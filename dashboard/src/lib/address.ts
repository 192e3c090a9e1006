// How an email address is shown: as it was typed, and where letters of its domain can pass for others, in ASCII too.

const scripts = ['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Hebrew', 'Arabic', 'Georgian', 'Cherokee'];
const east = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Bopomofo}';
const named = scripts.map((s) => `\\p{sc=${s}}`);
const kinds = [...named.map((s) => new RegExp(s, 'u')), new RegExp(`(?![${east}${named.join('')}])\\p{L}`, 'u')];
const eastern = new RegExp(`[${east}]`, 'u');

/** Letters that look like Latin ones: a label of these alone looks Latin. Latin and East Asian letters go together. */
const lookalikes = /^(?![\d-]*$)[аеіјорсухѕԁһԛԝӏьѵαικνορυχωϲϳ\d-]+$/u;

function isMixed(label: string): boolean {
  const found = kinds.filter((kind) => kind.test(label));
  return found.length > 1 || (eastern.test(label) && found.length === 1 && found[0] !== kinds[0]);
}

/** Whether a domain can pass for another: a label mixes scripts, or only looks Latin (Unicode UTS #39, section 5). */
export function canDeceive(domain: string): boolean {
  const labels = domain.normalize('NFC').toLowerCase().split('.');
  const latin = /^[a-z0-9-]+$/.test(labels.at(-1) ?? '');
  return labels.some((label) => isMixed(label) || (latin && lookalikes.test(label)));
}

/** The address, with its domain in ASCII beside it where that can pass for another. */
export function shownAddress(email: string): string {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  const ascii = canDeceive(domain) ? asciiDomain(domain) : domain;
  return ascii === domain ? email : `${email} (${ascii})`;
}

/** The address with its domain in ASCII, which any keyboard can type. */
export function asciiAddress(email: string): string {
  const at = email.lastIndexOf('@') + 1;
  return email.slice(0, at) + asciiDomain(email.slice(at));
}

function asciiDomain(domain: string): string {
  const url = `http://${domain}`;
  return URL.canParse(url) ? new URL(url).hostname : domain;
}
