// The organization looked at last, for who has several. Storage can be closed:
// then it is asked again.
const storageKey = 'usher-organization';

export function lastOrganization(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

export function rememberOrganization(org: string): void {
  try {
    localStorage.setItem(storageKey, org);
  } catch { /* asked again next time */ }
}
