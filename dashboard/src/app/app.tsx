import { MantineProvider, mergeMantineTheme } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type Language, LanguageProvider } from '@/i18n';
import type { Dictionary } from '@/i18n/en';
import { Pressable } from '@/components/pressable';
import { whyOf } from '@/features/session/search';
import type { ApiError } from '@/lib/errors';
import { safePath } from '@/lib/safe-path';
import { meQuery } from '@/lib/session';
import { keepUnsaved } from '@/lib/unsaved';
import { newQueryClient } from './query';
import { newRouter } from './router';
import { theme as colours } from './theme';

/** theme.ts is also read where stylesheets are built, without a page. */
const theme = mergeMantineTheme(colours, {
  components: { Button: { defaultProps: { component: Pressable } }, ActionIcon: { defaultProps: { component: Pressable } } },
});

/** Pages outside a session answer 401 for themselves. */
const open = /^\/(sign-in|forgot-password|password-resets|email|invitations)(\/|$)/;

function ended(error: ApiError): void {
  const { pathname, href } = router.state.location;
  // Before the first page is there, its own route sends to the sign-in.
  if (open.test(pathname) || router.state.resolvedLocation === undefined) return;
  keepUnsaved(queryClient.getQueryData(meQuery.queryKey)?.identity?.email);
  // Cleared after that: a page that is still there and misses what it read would ask for it, and fail.
  void router
    .navigate({ to: '/sign-in', search: { to: safePath(href), why: whyOf(error) ?? 'ended' }, replace: true, ignoreBlocker: true })
    .then(() => queryClient.clear());
}

/** Reads again where one may be: the shell says so in place of the page. */
function blocked(): void {
  void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
}

const queryClient = newQueryClient({ ended, blocked });
const router = newRouter(queryClient);

export function App({ initial }: { initial: { language: Language; t: Dictionary } }) {
  return (
    // The variables and classes are in stylesheets (scripts/theme-css.ts): the
    // content security policy allows no style element made at run time.
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withStaticClasses={false} withGlobalClasses={false}>
      <LanguageProvider initial={initial}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </LanguageProvider>
    </MantineProvider>
  );
}
