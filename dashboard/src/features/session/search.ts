import { hasCode } from '@/lib/errors';
import { safePath } from '@/lib/safe-path';

const reasons = ['ended', 'out', 'password', 'factor'] as const;

/** Where to go on to, and why one is asked to sign in. */
export type SignInSearch = { to?: string; why?: (typeof reasons)[number] };

export function parseSignInSearch(s: Record<string, unknown>): SignInSearch {
  return { to: safePath(s.to), why: reasons.find((r) => r === s.why) };
}

/** Why a refused request asks to sign in, where that is more than that nobody is signed in. */
export function whyOf(error: unknown): SignInSearch['why'] {
  return hasCode(error, 'second_factor_required') && error.status === 401 ? 'factor' : undefined;
}
