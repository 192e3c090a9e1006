import { useQuery } from '@tanstack/react-query';
import { useDemandText } from '@/i18n/demand';
import { factorsQuery } from '@/lib/factors';
import { useMe } from '@/lib/session';

/** What else follows from removing a factor: nothing, unless it is the last one, and organizations demand one. */
export function useLast(): string {
  const d = useDemandText();
  const { data: factors } = useQuery(factorsQuery);
  const demanding = useMe().memberships.filter((m) => m.require_second_factor).map((m) => m.organization.name);
  const left = factors ? factors.passkeys.length + (factors.totp ? 1 : 0) : 0;
  return left === 1 && demanding.length > 0 ? ` ${d.last(demanding.join(', '))}` : '';
}
