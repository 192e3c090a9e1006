import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { useAction } from './action';

const client = new QueryClient();
const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;

test('a second press before the first is answered does nothing; the same after a lost answer has the same key', async () => {
  const sent: [string, string][] = [];
  let answer = (_: boolean) => {};
  const { result } = renderHook(() => useAction({
    mutationFn: (what: string, key) => {
      sent.push([what, key]);
      return new Promise<void>((resolve, reject) => { answer = (ok) => (ok ? resolve() : reject(new Error('lost'))); });
    },
  }), { wrapper });
  const { mutate } = result.current; // as two presses see it between which nothing is drawn
  act(() => { mutate('a'); mutate('a'); mutate('b'); });
  await waitFor(() => expect(sent).toHaveLength(1));
  act(() => answer(false));
  await waitFor(() => expect(result.current.isError).toBe(true));
  act(() => result.current.mutate('a'));
  await waitFor(() => expect(sent).toHaveLength(2));
  act(() => answer(true));
  await waitFor(() => expect(result.current.isSuccess).toBe(true));
  for (const [what, count] of [['a', 3], ['b', 4]] as const) {
    act(() => result.current.mutate(what));
    await waitFor(() => expect(sent).toHaveLength(count));
    act(() => answer(true));
    await waitFor(() => expect(result.current.isSuccess).toBe(true));
  }
  expect(sent.map(([what]) => what)).toEqual(['a', 'a', 'a', 'b']);
  expect(sent[1]?.[1]).toBe(sent[0]?.[1]);
  expect(new Set(sent.map(([, key]) => key)).size).toBe(3); // what is done again later is another action
});

test('every mutation is an action', () => {
  const sources = import.meta.glob<string>('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });
  const others = Object.entries(sources).filter(([path, text]) => /\buseMutation\b/.test(text) && !/\/action(\.test)?\.tsx?$/.test(path));
  expect(others.map(([path]) => path)).toEqual([]);
  expect(Object.keys(sources).length).toBeGreaterThan(50);
});
