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

// What the operations of API keys, the audit trail, flows and sessions answer.

export type APIKey = {
  id: string;
  name: string;
  role: Role;
  /** The start of the key, to tell keys apart. */
  prefix: string;
  created_by: { id: string; name: string } | null;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
};
/** A new key: the one time its secret is told. */
export type CreatedAPIKey = APIKey & { secret: string };

export type AuditEvent = {
  id: string;
  action: string;
  actor: { type: string; id: string; name?: string };
  target: { type: string; id: string; name?: string };
  changes: { field: string; before: unknown; after: unknown }[] | null;
  at: string;
  request_id?: string;
  client?: string;
};

export type Flow = {
  id: string;
  name: string;
  definition: Record<string, unknown>;
  created_at: string;
  updated_at: string;
  version: number;
};

export type Session = {
  id: string;
  current: boolean;
  agent: string;
  client: string;
  created_at: string;
  last_seen_at: string | null;
  expires_at: string;
};
