// Every page and its address. Each is loaded when it is first gone to, so that
// the first page stays small.
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, notFound, redirect,
} from '@tanstack/react-router';
import { hasCode } from '@/lib/errors';
import { lastOrganization, rememberOrganization } from '@/lib/last-organization';
import { membershipIn } from '@/lib/permissions';
import { meQuery } from '@/lib/session';
import { parseAuditSearch } from '@/features/audit/search';
import { parseSignInSearch } from '@/features/session/search';
import { parseUsersSearch } from '@/features/users/search';
import { Pending } from '@/components/pending';
import { NotFound, Root, RouteError } from './root';

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Root });

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery).catch((e: unknown) => {
      if (hasCode(e, 'unauthenticated')) throw redirect({ to: '/sign-in', replace: true });
      throw e;
    });
    const open = me.memberships.filter((m) => m.status === 'active');
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
  component: lazyRouteComponent(() => import('@/features/session/components/sign-in-page'), 'SignInPage'),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('@/features/passwords/components/forgot-page'), 'ForgotPage'),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/password-resets/$token',
  component: lazyRouteComponent(() => import('@/features/passwords/components/reset-page'), 'ResetPage'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitations/$token',
  component: lazyRouteComponent(() => import('@/features/invitations/components/invitation-page'), 'InvitationPage'),
});

const problems = createRoute({
  getParentRoute: () => root,
  path: '/problems',
  component: lazyRouteComponent(() => import('@/features/problems/components/problems-page'), 'ProblemsPage'),
});

const problem = createRoute({
  getParentRoute: () => root,
  path: '/problems/$code',
  component: lazyRouteComponent(() => import('@/features/problems/components/problems-page'), 'ProblemPage'),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery).catch((e: unknown) => {
      if (hasCode(e, 'unauthenticated')) throw redirect({ to: '/sign-in', search: { to: location.href }, replace: true });
      throw e;
    });
    return { me };
  },
});

const organizations = createRoute({
  getParentRoute: () => signedIn,
  path: '/organizations',
  component: lazyRouteComponent(() => import('@/features/session/components/choose-page'), 'ChoosePage'),
});

const organization = createRoute({
  getParentRoute: () => signedIn,
  path: '/organizations/$org',
  beforeLoad: ({ context, params }) => {
    const membership = membershipIn(context.me, params.org);
    if (!membership) throw notFound();
    rememberOrganization(params.org);
  },
  component: lazyRouteComponent(() => import('./shell'), 'Shell'),
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
  component: lazyRouteComponent(() => import('@/features/users/components/users-page'), 'UsersPage'),
});

const importUsers = createRoute({
  getParentRoute: () => organization,
  path: '/settings/users/import',
  component: lazyRouteComponent(() => import('@/features/import/components/import-page'), 'ImportPage'),
});

const user = createRoute({
  getParentRoute: () => organization,
  path: '/settings/users/$user',
  component: lazyRouteComponent(() => import('./pages/user-page'), 'UserPage'),
});

const organizationSettings = createRoute({
  getParentRoute: () => organization,
  path: '/settings/organization',
  component: lazyRouteComponent(() => import('@/features/organization/components/organization-page'), 'OrganizationPage'),
});

const apiKeys = createRoute({
  getParentRoute: () => organization,
  path: '/settings/api-keys',
  component: lazyRouteComponent(() => import('@/features/api-keys/components/api-keys-page'), 'APIKeysPage'),
});

const auditLog = createRoute({
  getParentRoute: () => organization,
  path: '/settings/audit-log',
  validateSearch: parseAuditSearch,
  component: lazyRouteComponent(() => import('@/features/audit/components/audit-page'), 'AuditPage'),
});

const flows = createRoute({
  getParentRoute: () => organization,
  path: '/flows',
  component: lazyRouteComponent(() => import('@/features/flows/components/flows-page'), 'FlowsPage'),
});

const flow = createRoute({
  getParentRoute: () => organization,
  path: '/flows/$flow',
  component: lazyRouteComponent(() => import('./pages/flow-page'), 'FlowPage'),
});

const profile = createRoute({
  getParentRoute: () => organization,
  path: '/profile',
  component: lazyRouteComponent(() => import('./pages/profile-page'), 'ProfilePage'),
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
  return createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingComponent: Pending,
    defaultPendingMs: 300,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: RouteError,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
