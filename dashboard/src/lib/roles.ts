// The roles of the deployment, from /config.js: Owner and Auditor, and those that it adds.
import { useText } from '@/i18n';
import type { Dictionary } from '@/i18n/en';
import { useMembership } from './session';
import type { Membership, Permission, Role } from './types';

type Text = { en: string; nl: string };
type Config = { roles?: { id: Role; name: Text; description: Text; permissions: Permission[] }[] };

const set = (globalThis as { usherConfig?: Config }).usherConfig?.roles ?? [];
const find = (role: Role) => set.find((r) => r.id === role);

export const roles: readonly Role[] = set.length > 0 ? set.map((r) => r.id) : ['owner', 'auditor'];

const builtIn = (role: Role) => (role === 'owner' || role === 'auditor' ? role : undefined);
const inLanguage = (t: Dictionary, text: Text | undefined) => text?.[t.role.language as keyof Text];

/** What a role is called; its id where this page does not know it. */
export function roleName(t: Dictionary, role: Role): string {
  const built = builtIn(role);
  return built ? t.role[built] : inLanguage(t, find(role)?.name) ?? (role || t.role.limited);
}

/** What whoever has a role can do. */
export function roleMay(t: Dictionary, role: Role): string {
  const built = builtIn(role);
  if (built) return t.role[`${built}May`];
  const text = inLanguage(t, find(role)?.description);
  return text ? `${text.charAt(0).toUpperCase()}${text.slice(1)}.` : '';
}

/** The roles that somebody may give: nobody gives more than they have. */
export function rolesWithin(membership: Membership | undefined): readonly Role[] {
  return roles.filter((r) => find(r)?.permissions.every((p) => membership?.permissions.includes(p)) ?? true);
}

/** What the reader's role in this organization is called. */
export function useRoleName(): string {
  const t = useText();
  return roleName(t, useMembership()?.role ?? '');
}
