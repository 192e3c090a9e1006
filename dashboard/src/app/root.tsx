import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useRouter } from '@tanstack/react-router';
import { ErrorPage } from '@/components/page';
import { ConnectionBar } from '@/components/connection-bar';
import { useFocusGuard } from '@/components/focus-guard';
import { Proof } from '@/components/proof';
import { Toasts } from '@/components/toasts';
import { ApiError } from '@/lib/errors';
import classes from './root.module.css';

export function Root() {
  useFocusGuard();
  return (
    <>
      <ConnectionBar />
      <Outlet />
      <Proof />
      <Toasts />
    </>
  );
}

/** A page whose route failed. Retrying first reads again who is signed in and what they may do. */
export function RouteError({ error }: { error: unknown }) {
  const router = useRouter();
  const client = useQueryClient();
  const retry = () => void client.resetQueries({ queryKey: ['me'] }).then(() => router.invalidate());
  return <main className={classes.bare}><ErrorPage error={error} retry={retry} /></main>;
}

export function NotFound() {
  return <main className={classes.bare}><ErrorPage error={new ApiError({ status: 404, code: 'not_found' })} /></main>;
}
