import { formatCsv } from '@/lib/csv';
import type { User } from '@/lib/types';

/** The list as a file. The first four columns are those that an import reads; it ignores the others. */
export function usersCsv(users: readonly User[]): string {
  return formatCsv([
    ['first_name', 'last_name', 'email', 'role', 'status', 'last_sign_in_at', 'invitation_expires_at', 'address_problem', 'second_factor', 'created_at', 'user_id'],
    ...users.map((u) => [u.first_name, u.last_name, u.email, u.role, u.status, u.last_sign_in_at ?? '', u.invitation?.expires_at ?? '',
      u.address_problem?.delivery ?? '', u.second_factor === null ? '' : String(u.second_factor), u.created_at, u.id]),
  ]);
}
