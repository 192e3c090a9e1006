import { MantineProvider } from '@mantine/core';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LanguageProvider } from '@/i18n';
import { en } from '@/i18n/en';
import { toast, Toasts } from './toasts';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

const show = () => render(<MantineProvider><LanguageProvider initial={{ language: 'en', t: en }}><Toasts /></LanguageProvider></MantineProvider>);

test('a message goes by itself, but not while it is looked at', () => {
  show();
  act(() => toast('Saved'));
  fireEvent.mouseEnter(screen.getByText('Saved').parentElement as HTMLElement);
  act(() => { vi.advanceTimersByTime(60_000); });
  fireEvent.mouseLeave(screen.getByText('Saved').parentElement as HTMLElement);
  expect(screen.queryByText('Saved')).not.toBeNull();
  act(() => { vi.advanceTimersByTime(10_000); });
  expect(screen.queryByText('Saved')).toBeNull();
});

test('what can be undone stays until it is used, and is undone once', () => {
  const undo = vi.fn();
  show();
  act(() => toast('Blocked', undo));
  act(() => { vi.advanceTimersByTime(600_000); });
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(undo).toHaveBeenCalledTimes(1);
  expect(screen.queryByText('Blocked')).toBeNull();
});

test('three at most, the latest', () => {
  show();
  act(() => { for (const n of [1, 2, 3, 4]) toast(`message ${n}`); });
  expect(screen.queryByText('message 1')).toBeNull();
  expect(screen.getAllByText(/^message/)).toHaveLength(3);
});
