import { safePath } from '@/lib/safe-path';

const reasons = ['ended', 'out', 'password'] as const;

/** Where to go on to, and why one is asked to sign in. */
export type SignInSearch = { to?: string; why?: (typeof reasons)[number] };

export function parseSignInSearch(s: Record<string, unknown>): SignInSearch {
  return { to: safePath(s.to), why: reasons.find((r) => r === s.why) };
}
