import { useQueryClient } from '@tanstack/react-query';
import { useAction } from '@/lib/action';
import { api, data, ifMatch } from '@/lib/client';
import { organizationQuery } from '@/lib/organization';
import type { OrganizationChange } from '@/lib/types';

export function useUpdateOrganization(org: string) {
  const client = useQueryClient();
  return useAction({
    mutationFn: ({ body, version }: { body: OrganizationChange; version?: number }) =>
      data(api.PATCH('/v1/organizations/{org}', { params: { path: { org }, header: version === undefined ? undefined : ifMatch(version) }, body })),
    onSuccess: (organization) => {
      client.setQueryData(organizationQuery(org).queryKey, organization);
      void client.invalidateQueries({ queryKey: ['me'] });
    },
  });
}
