import { queryOptions } from '@tanstack/react-query';
import { api, data } from './client';

export const organizationQuery = (org: string) => queryOptions({
  queryKey: ['organization', org],
  queryFn: ({ signal }) => data(api.GET('/v1/organizations/{org}', { params: { path: { org } }, signal })),
});
