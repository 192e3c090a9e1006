import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { en } from '@/i18n/en';
import { nl } from '@/i18n/nl';
import type { Membership } from './types';

const clerk = {
  id: 'clerk', name: { en: 'Clerk', nl: 'Klerk' }, description: { en: 'can file', nl: 'kan archiveren' }, permissions: ['files:write', 'users:read'],
};
const auditor = { ...clerk, id: 'auditor', permissions: ['users:read', 'audit:read'] };

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllGlobals());

async function load(roles?: unknown[]) {
  vi.stubGlobal('usherConfig', { roles });
  return import('./roles');
}

test('without a deployment there are Owner and Auditor', async () => {
  const { roles, roleName, rolesWithin } = await load();
  expect(roles).toEqual(['owner', 'auditor']);
  expect(roles.map((r) => roleName(nl, r))).toEqual(['Eigenaar', 'Auditor']);
  expect(rolesWithin(undefined)).toEqual(roles);
});

test('a role of the deployment is named in the language of the page', async () => {
  const { roleName, roleMay } = await load([auditor, clerk]);
  expect([roleName(en, 'clerk'), roleMay(en, 'clerk')]).toEqual(['Clerk', 'Can file.']);
  expect([roleName(nl, 'clerk'), roleMay(nl, 'clerk')]).toEqual(['Klerk', 'Kan archiveren.']);
  expect(roleMay(en, 'auditor')).toBe(en.role.auditorMay);
});

test('a role that is not known is its id, and what is no role is said so', async () => {
  const { roleName, roleMay } = await load([auditor]);
  expect([roleName(en, 'gone'), roleMay(en, 'gone')]).toEqual(['gone', '']);
  expect(roleName(en, '')).toBe('Limited');
  expect(roleName(en, 'language')).toBe('language');
});

test('nobody is offered a role that may do more than they may', async () => {
  const { rolesWithin } = await load([auditor, clerk]);
  const within = (...permissions: string[]) => rolesWithin({ permissions } as Membership);
  expect(within('users:read', 'files:write')).toEqual(['clerk']);
  expect(within('users:read', 'audit:read', 'files:write')).toEqual(['auditor', 'clerk']);
  expect(within()).toEqual([]);
});
