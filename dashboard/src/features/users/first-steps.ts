// How far an Owner is who began alone, kept in the browser. Storage can be closed: then the steps are not kept.
export type Kept = 'begun' | 'looked' | 'over'; // looked: at the organization's name and language

const storageKey = (org: string) => `usher-first-steps-${org}`;

export function readSteps(org: string): Kept | null {
  try {
    return localStorage.getItem(storageKey(org)) as Kept | null;
  } catch {
    return null;
  }
}

export function keepSteps(org: string, kept: Kept): void {
  try {
    localStorage.setItem(storageKey(org), kept);
  } catch { /* shown again next time */ }
}
