// The names the dashboard uses for the contract's types: the one place to
// change when the contract renames something.
import type { components } from './api-types';

type Schemas = components['schemas'];

export type Role = Schemas['Role'];
export type Status = Schemas['Status'];
export type Delivery = Schemas['Delivery'];
export type Me = Schemas['Me'];
export type Membership = Schemas['Membership'];
export type SignedIn = Schemas['SignedIn'];
export type User = Schemas['User'];
export type Invitation = Schemas['Invitation'];
export type InvitationView = Schemas['InvitationView'];
export type Organization = Schemas['Organization'];
export type Seats = Schemas['Seats'];

export type Page<T> = { data: T[]; next_cursor: string | null };

export const roles: readonly Role[] = ['owner', 'auditor'];
export const statuses: readonly Status[] = ['active', 'invited', 'expired', 'blocked'];

export type Permission =
  | 'organization:read' | 'organization:update'
  | 'users:read' | 'users:create' | 'users:update' | 'users:block' | 'users:remove' | 'users:invite'
  | 'flows:read' | 'flows:create' | 'flows:update' | 'flows:delete'
  | 'api_keys:read' | 'api_keys:create' | 'api_keys:revoke'
  | 'audit:read';
