import { useQuery } from '@tanstack/react-query';
import { useText } from '@/i18n';
import { asciiAddress } from '@/lib/address';
import { brand, mailTo } from '@/lib/brand';
import { useMembership, useOrg } from '@/lib/session';
import { ownersQuery } from '@/lib/users';

/** As many addresses as any mail program takes from a link. */
const mostAsked = 10;

/** Where to get more seats: the deployment's link, else a mail to its support, else one to the other Owners. */
export function MoreSeats() {
  const t = useText();
  const org = useOrg();
  const membership = useMembership();
  const owners = useQuery({ ...ownersQuery(org), enabled: brand.upgrade === '' && brand.support === '' });
  if (brand.upgrade) {
    const elsewhere = brand.upgrade.startsWith('https:') && { target: '_blank', rel: 'noreferrer' };
    return <a href={brand.upgrade} {...elsewhere} data-more-seats>{t.users.moreSeats}</a>;
  }
  const others = (owners.data ?? []).filter((u) => u.id !== membership?.user_id).slice(0, mostAsked).map((u) => asciiAddress(u.email));
  const to = brand.support ? [brand.support] : others;
  if (to.length === 0) return null;
  return (
    <a href={mailTo(to, t.users.seatsSubject(membership?.organization.name ?? ''))} data-more-seats>
      {brand.support ? t.users.askSupport : t.users.askOwners}
    </a>
  );
}
