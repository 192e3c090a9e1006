import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { path, request } from '@/lib/client';
import type { Organization } from '@/lib/types';

export const organizationQuery = (org: string) => queryOptions({
  queryKey: ['organization', org],
  queryFn: ({ signal }) => request<Organization>(path('organizations', org), { signal }),
});

export type OrganizationChange = { name?: string; settings?: { invitation_days?: number; locale?: string } };

export function useUpdateOrganization(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { body: OrganizationChange; version?: number }) =>
      request<Organization>(path('organizations', org), { method: 'PATCH', body: change.body, ifMatch: change.version }),
    onSuccess: (organization) => {
      client.setQueryData(organizationQuery(org).queryKey, organization);
      void client.invalidateQueries({ queryKey: ['me'] });
    },
  });
}
