import { useQueryClient } from '@tanstack/react-query';
import { useAction } from '@/lib/action';
import { api, data, raw } from '@/lib/client';
import { userQuery } from '@/lib/users';
import { settle } from './changes';

const path = '/v1/organizations/{org}/users/{user}/logo';

/** What is offered to choose from. What of it can be opened is the browser's business: what is sent is a PNG. */
export const logoTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif'];
/** Pixels along each side of the logo that is kept. */
export const logoSize = 256;

export function usePutLogo(org: string, user: string) {
  const client = useQueryClient();
  return useAction({
    mutationFn: (picture: Blob) =>
      data(api.PUT(path, { params: { path: { org, user } }, ...raw(picture) })),
    onSuccess: (changed) => settle(client, org, changed),
  });
}

export function useDeleteLogo(org: string, user: string) {
  const client = useQueryClient();
  return useAction({
    mutationFn: () => api.DELETE(path, { params: { path: { org, user } } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: userQuery(org, user).queryKey });
      void client.invalidateQueries({ queryKey: ['users', org] });
    },
  });
}
