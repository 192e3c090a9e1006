import { useMutation, useQueryClient } from '@tanstack/react-query';
import { path, request } from '@/lib/client';
import type { User } from '@/lib/types';
import { settle } from './changes';
import { userQuery } from './users';

export const logoTypes = ['image/png', 'image/jpeg'];
export const logoLimit = 5 << 20;
/** Pixels along each side of the logo that is kept. */
export const logoSize = 256;

export function usePutLogo(org: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (picture: Blob) =>
      request<User>(path('organizations', org, 'users', id, 'logo'), { method: 'PUT', body: picture, type: picture.type }),
    onSuccess: (user) => settle(client, org, user),
  });
}

export function useDeleteLogo(org: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<void>(path('organizations', org, 'users', id, 'logo'), { method: 'DELETE' }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: userQuery(org, id).queryKey });
      void client.invalidateQueries({ queryKey: ['users', org] });
    },
  });
}
