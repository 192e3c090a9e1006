import { queryOptions } from '@tanstack/react-query';
import { follow, largestPage, reader } from '@/lib/users';

/** Who has no second factor, as far as the first few pages tell. */
export const withoutFactorQuery = (org: string) => queryOptions({
  queryKey: ['users', org, { without: 'factor' }],
  queryFn: async ({ signal }) => {
    const { data: users, next_cursor } = await follow(reader(org, { second_factor: 'false' }, largestPage, signal), null, largestPage);
    return { users, more: next_cursor !== null };
  },
});
