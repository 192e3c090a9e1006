import { queryOptions } from '@tanstack/react-query';
import { readAPIKeys } from '@/lib/api-keys';
import { api, data } from '@/lib/client';

/** Whether the organization has a flow or an API key. */
export const inUseQuery = (org: string) => queryOptions({
  queryKey: ['in-use', org],
  queryFn: async ({ signal }) => {
    const [flows, keys] = await Promise.all([
      data(api.GET('/v1/organizations/{org}/flows', { params: { path: { org }, query: { limit: 1 } }, signal })),
      readAPIKeys(org, { limit: 1 }, signal),
    ]);
    return flows.data.length + keys.data.length > 0;
  },
  staleTime: 0,
});
