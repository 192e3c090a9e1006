import type { User } from '@/lib/types';

/** The name of the form that edits a user, by which it finds again what was typed. */
export function formOf(user: User): string {
  return `edit ${user.id}`;
}
