import type { Me, Membership, Permission, Status } from './types';

/** The caller's membership in an organization, if there is one. */
export function membershipIn(me: Me | undefined, org: string): Membership | undefined {
  return me?.memberships.find((m) => m.organization.id === org);
}

/** Whether the membership may do something: the service's own list, not the role's name. */
export function allows(membership: Membership | undefined, permission: Permission): boolean {
  return membership?.permissions.includes(permission) ?? false;
}

/** Blocked and unblocked are a toggle between these two; nobody else can be. */
export function canBlock(status: Status): boolean {
  return status === 'active';
}

/** Only who has not accepted has an invitation to send again. */
export function canResend(status: Status): boolean {
  return status === 'invited' || status === 'expired';
}
