import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconInfoCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '@/i18n';
import { brand } from '@/lib/brand';
import { hasCode } from '@/lib/errors';
import { Support } from './brand';
import classes from './page.module.css';
import { errorText, hasId, isFault, RequestId } from './problem';

let firstPage = true;

/** Names the page for the tab, and moves the focus to its heading on arrival. */
export function usePageTitle(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => { document.title = title ? `${title} · ${brand.product}` : brand.product; }, [title]);
  useEffect(() => {
    // A screen reader hears where it is after a navigation within the page;
    // the first load is announced by the browser itself.
    if (!firstPage && !document.activeElement?.matches('input, textarea, [role=dialog] *')) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, []);
  return heading;
}

type PageProps = { title: string; intro?: ReactNode; picture?: ReactNode; back?: ReactNode; actions?: ReactNode; children: ReactNode };

export function Page({ title, intro, picture, back, actions, children }: PageProps) {
  const heading = usePageTitle(title);
  return (
    <Stack gap="lg">
      {back}
      <div className={classes.head}>
        {picture}
        <div className={classes.headText}>
          <Title order={1} size="h2" ref={heading} tabIndex={-1} className={classes.title}>{title}</Title>
          {intro && <Text component="div" c="dimmed" size="sm">{intro}</Text>}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </div>
      {children}
    </Stack>
  );
}

export function BackLink(props: { children: ReactNode; to: string; params?: Record<string, string>; search?: object }) {
  return (
    <Link to={props.to as never} params={props.params as never} search={props.search as never} className={classes.back}>
      <IconArrowLeft size={16} aria-hidden /> {props.children}
    </Link>
  );
}

/** Says why there are no buttons here. */
export function ReadOnlyNote({ children }: { children: ReactNode }) {
  return <Alert variant="light" color="blue" icon={<IconInfoCircle size={18} aria-hidden />} data-read-only>{children}</Alert>;
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <Text fw={600}>{title}</Text>
      {children}
    </div>
  );
}

/** A section with a heading, in a frame. */
export function Card({ title, actions, children, id }: { title: string; actions?: ReactNode; children: ReactNode; id?: string }) {
  return (
    <section className={classes.card} aria-label={title} id={id}>
      <div className={classes.cardHead}>
        <Title order={2} size="h4">{title}</Title>
        {actions}
      </div>
      {children}
    </section>
  );
}

type ErrorPageProps = { error: unknown; retry?: () => void; /** Where to go instead of the start page. */ wayOn?: ReactNode };

/** A page that could not be read: what happened, the id to report, and a way on. */
export function ErrorPage({ error, retry, wayOn }: ErrorPageProps) {
  const t = useText();
  const missing = hasCode(error, 'not_found');
  const title = missing ? t.errors.notFoundTitle : hasCode(error, 'offline') ? t.errors.offlineTitle : t.errors.title;
  const heading = usePageTitle(title);
  return (
    <Stack gap="md" className={classes.error} data-error-page>
      <Title order={1} size="h2" ref={heading} tabIndex={-1} className={classes.title}>{title}</Title>
      <Text>{missing ? t.errors.notFoundText : errorText(error, t)}</Text>
      <RequestId error={error} />
      {isFault(error) && hasId(error) && <Text size="sm" c="dimmed">{t.errors.help}</Text>}
      {!hasCode(error, 'offline') && <Support error={error} />}
      <Group>
        {retry && !missing && <Button onClick={retry}>{t.common.tryAgain}</Button>}
        {wayOn ?? <Link to="/" className={classes.back}>{t.errors.home}</Link>}
      </Group>
    </Stack>
  );
}
