// What somebody does by pressing something: once, however often it is pressed.
import { type UseMutationOptions, type UseMutationResult, useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { newKey } from './key';

type Options<D, V, C> = Omit<UseMutationOptions<D, Error, V, C>, 'mutationFn'> & {
  /** `key` is the idempotency key: the same one for the same variables until it is done, so after a lost answer as well. */
  mutationFn: (variables: V, key: string) => Promise<D>;
};

/**
 * A mutation that refuses to begin while it is under way. React draws a button as busy only after the press, and a
 * second press can be earlier. Every mutation is one of these.
 */
export function useAction<D, V = void, C = unknown>({ mutationFn, onSuccess, onSettled, ...options }: Options<D, V, C>): UseMutationResult<D, Error, V, C> {
  const busy = useRef(false);
  const sent = useRef({ content: '', key: '' });
  const mutation = useMutation<D, Error, V, C>({
    ...options,
    mutationFn: (variables) => {
      const content = JSON.stringify(variables) ?? '';
      if (sent.current.key === '' || sent.current.content !== content) sent.current = { content, key: newKey() };
      return mutationFn(variables, sent.current.key);
    },
    onSuccess: (...args) => {
      sent.current.key = '';
      return onSuccess?.(...args);
    },
    onSettled: (...args) => {
      busy.current = false;
      return onSettled?.(...args);
    },
  });
  const mutate: typeof mutation.mutate = (...args) => {
    if (busy.current) return;
    busy.current = true;
    mutation.mutate(...args);
  };
  return { ...mutation, mutate };
}
