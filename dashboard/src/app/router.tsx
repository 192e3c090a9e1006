// Every page and its address. Each is loaded when it is first gone to, so that
// the first page stays small.
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext, createRoute, createRouter, notFound, redirect,
} from '@tanstack/react-router';
import { hasCode } from '@/lib/errors';
import { lastOrganization, rememberOrganization } from '@/lib/last-organization';
import { membershipIn } from '@/lib/permissions';
import { meQuery, nobody } from '@/lib/session';
import { parseAuditSearch } from '@/features/audit/search';
import { parseSignInSearch, whyOf } from '@/features/session/search';
import { parseUsersSearch, rememberSearch } from '@/features/users/search';
import { Pending } from '@/components/pending';
import { lazyPage, type PageContext } from './lazy-page';
import { NotFound, Root, RouteError } from './root';
import { SignedIn } from './signed-in';

const root = createRootRouteWithContext<PageContext & { queryClient: QueryClient }>()({ component: Root });

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery).catch((e: unknown) => {
      if (hasCode(e, ...nobody)) throw redirect({ to: '/sign-in', search: { why: whyOf(e) }, replace: true });
      throw e;
    });
    const open = me.memberships.filter((m) => m.status === 'active' && !m.deleted_at);
    const last = open.find((m) => m.organization.id === lastOrganization());
    const only = me.memberships.length === 1 ? open[0] : last;
    if (!only) throw redirect({ to: '/organizations', replace: true });
    throw redirect({ to: '/organizations/$org/settings/users', params: { org: only.organization.id }, replace: true });
  },
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: parseSignInSearch,
  ...lazyPage(() => import('@/features/session/components/sign-in-page').then((m) => m.SignInPage)),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  ...lazyPage(() => import('@/features/passwords/components/forgot-page').then((m) => m.ForgotPage)),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/password-resets/$token',
  ...lazyPage(() => import('@/features/passwords/components/reset-page').then((m) => m.ResetPage)),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitations/$token',
  ...lazyPage(() => import('@/features/invitations/components/invitation-page').then((m) => m.InvitationPage)),
});

const problems = createRoute({
  getParentRoute: () => root,
  path: '/problems',
  ...lazyPage(() => import('@/features/problems/components/problems-page').then((m) => m.ProblemsPage)),
});

const problem = createRoute({
  getParentRoute: () => root,
  path: '/problems/$code',
  ...lazyPage(() => import('@/features/problems/components/problems-page').then((m) => m.ProblemPage)),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: SignedIn,
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery).catch((e: unknown) => {
      if (hasCode(e, ...nobody)) throw redirect({ to: '/sign-in', search: { to: location.href, why: whyOf(e) }, replace: true });
      throw e;
    });
    return { me };
  },
});

const organizations = createRoute({
  getParentRoute: () => signedIn,
  path: '/organizations',
  ...lazyPage(() => import('@/features/session/components/choose-page').then((m) => m.ChoosePage)),
});

const organization = createRoute({
  getParentRoute: () => signedIn,
  path: '/organizations/$org',
  beforeLoad: ({ context, params }) => {
    const membership = membershipIn(context.me, params.org);
    if (!membership) throw notFound();
    rememberOrganization(params.org);
  },
  ...lazyPage(() => import('./shell').then((m) => m.Shell)),
});

const home = createRoute({
  getParentRoute: () => organization,
  path: '/',
  beforeLoad: ({ params }) => { throw redirect({ to: '/organizations/$org/settings/users', params, replace: true }); },
});

const users = createRoute({
  getParentRoute: () => organization,
  path: '/settings/users',
  validateSearch: parseUsersSearch,
  onLeave: ({ params, search }) => rememberSearch(params.org, search),
  ...lazyPage(() => import('@/features/users/components/users-page').then((m) => m.UsersPage)),
});

const importUsers = createRoute({
  getParentRoute: () => organization,
  path: '/settings/users/import',
  ...lazyPage(() => import('@/features/import/components/import-page').then((m) => m.ImportPage)),
});

const user = createRoute({
  getParentRoute: () => organization,
  path: '/settings/users/$user',
  ...lazyPage(() => import('./pages/user-page').then((m) => m.UserPage)),
});

const organizationSettings = createRoute({
  getParentRoute: () => organization,
  path: '/settings/organization',
  ...lazyPage(() => import('@/features/organization/components/organization-page').then((m) => m.OrganizationPage)),
});

const apiKeys = createRoute({
  getParentRoute: () => organization,
  path: '/settings/api-keys',
  ...lazyPage(() => import('@/features/api-keys/components/api-keys-page').then((m) => m.APIKeysPage)),
});

const auditLog = createRoute({
  getParentRoute: () => organization,
  path: '/settings/audit-log',
  validateSearch: parseAuditSearch,
  ...lazyPage(() => import('@/features/audit/components/audit-page').then((m) => m.AuditPage)),
});

const flows = createRoute({
  getParentRoute: () => organization,
  path: '/flows',
  ...lazyPage(() => import('@/features/flows/components/flows-page').then((m) => m.FlowsPage)),
});

const flow = createRoute({
  getParentRoute: () => organization,
  path: '/flows/$flow',
  ...lazyPage(() => import('./pages/flow-page').then((m) => m.FlowPage)),
});

const profile = createRoute({
  getParentRoute: () => organization,
  path: '/profile',
  ...lazyPage(() => import('./pages/profile-page').then((m) => m.ProfilePage)),
});

const tree = root.addChildren([
  index, signIn, forgotPassword, resetPassword, invitation, problems, problem,
  signedIn.addChildren([
    organizations,
    organization.addChildren([
      home, users, importUsers, user, organizationSettings, apiKeys, auditLog, flows, flow, profile,
    ]),
  ]),
]);

export function newRouter(queryClient: QueryClient) {
  const router = createRouter({
    routeTree: tree,
    context: { queryClient, shown: (): string | undefined => router.state.resolvedLocation?.href },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingComponent: Pending,
    defaultPendingMs: 300,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: RouteError,
  });
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
