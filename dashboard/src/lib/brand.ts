// Whose product it is, as the deployment sets it: /config.js, which the page loads before its own scripts.

type Config = { product?: string; logo?: string; support?: string; upgrade?: string };

const config = (globalThis as { usherConfig?: Config }).usherConfig ?? {};

export const brand = {
  product: config.product ?? 'Usher',
  /** The address of a picture. */
  logo: config.logo ?? '/icon.svg',
  /** An email address, or empty. */
  support: config.support ?? '',
  /** Where to get more seats: an https or mailto link, or empty. */
  upgrade: config.upgrade ?? '',
};

/** A link that begins a mail. */
export function mailTo(to: string[], subject: string): string {
  return `mailto:${to.map(encodeURIComponent).join(',').replaceAll('%40', '@')}?subject=${encodeURIComponent(subject)}`;
}
