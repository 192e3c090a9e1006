// The names the dashboard uses for the contract's types: the one place to
// change when the contract renames something.
import type { components } from './api-types';
import type { FieldError } from './errors';

type Schemas = components['schemas'];

export type Role = Schemas['Role'];
export type Status = Schemas['Status'];
export type Delivery = Schemas['Delivery'];
export type Permission = Schemas['Permission'];
export type Me = Schemas['Me'];
export type Membership = Schemas['Membership'];
export type SignedIn = Schemas['SignedIn'];
export type User = Schemas['User'];
export type Invitation = Schemas['Invitation'];
export type Notifications = Schemas['Notifications'];
export type AddressProblem = Schemas['AddressProblem'];
/** A later version of the service may know more codes than this page does. */
export type ImportResult = Omit<Schemas['ImportResult'], 'errors'> & { errors: FieldError[] };
export type Import = Omit<Schemas['Import'], 'results'> & { results: ImportResult[] };
export type InvitationView = Schemas['InvitationView'];
export type Organization = Schemas['Organization'];
export type Seats = Schemas['Seats'];
export type APIKey = Schemas['APIKey'];
export type AuditEvent = Schemas['AuditEvent'];
export type AuditChange = AuditEvent['changes'][number];
export type AuditParty = AuditEvent['actor'];
/** A flow as lists have it, without its definition. */
export type Flow = Schemas['Flow'];
export type WholeFlow = Schemas['WholeFlow'];
export type FlowStatus = Schemas['FlowStatus'];
export type Session = Schemas['Session'];
export type SignInRecord = Schemas['SignInRecord'];
export type SecondFactor = Schemas['SecondFactor'];
export type Factors = Schemas['Factors'];
export type Passkey = Schemas['Passkey'];
export type SecondFactorInput = Schemas['SecondFactorInput'];
export type ProofInput = Schemas['ProofInput'];

// What is sent.
export type NewUser = Schemas['CreateUserInput'];
/** Without what everybody decides for themselves: see Notifications. */
export type UserChange = Omit<Schemas['UpdateUserInput'], 'notifications'>;
export type OrganizationChange = Schemas['UpdateOrganizationInput'];
export type NewAPIKey = Schemas['CreateAPIKeyInput'];
export type NewFlow = Schemas['CreateFlowInput'];
export type FlowChange = Schemas['UpdateFlowInput'];

export type Page<T> = { data: T[]; next_cursor: string | null };

export const statuses: readonly Status[] = ['active', 'invited', 'expired', 'blocked'];
export const flowStatuses: readonly FlowStatus[] = ['draft', 'published'];
