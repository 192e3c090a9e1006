// Failures, told so that somebody can act on them.
import { Alert, Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCopy } from '@tabler/icons-react';
import { useText } from '@/i18n';
import type { Dictionary } from '@/i18n/en';
import { ApiError } from '@/lib/errors';

/** What happened and what to do next, in the reader's language. */
export function errorText(error: unknown, t: Dictionary): string {
  if (!(error instanceof ApiError)) return t.errors.crash;
  const text = t.errors.codes[error.code] ?? error.detail ?? t.errors.title;
  return error.retryAfter > 0 ? `${text} ${t.errors.wait(error.retryAfter)}` : text;
}

/** The id to report, with a button that copies it. */
export function RequestId({ error }: { error: unknown }) {
  const t = useText();
  if (!hasId(error)) return null;
  return (
    <Group gap="xs">
      <Text size="sm">{t.errors.requestId} <code data-request-id>{error.requestId}</code></Text>
      <CopyButton value={error.requestId}>
        {({ copied, copy }) => (
          <Button size="compact-sm" variant="default" leftSection={<IconCopy size={14} aria-hidden />} onClick={copy}>
            {copied ? t.common.copied : t.errors.copyId}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}

/** Whether there is an id to report: what did not come from the service itself has none. */
export function hasId(error: unknown): error is ApiError {
  return error instanceof ApiError && error.requestId !== '';
}

/** Whether the fault is ours, so that the request id helps. */
export function isFault(error: unknown): boolean {
  return error instanceof ApiError && (error.status >= 500 || error.code === 'unexpected');
}

/** A failure within a page or dialog. Errors of single fields stand beside them instead. */
export function ProblemAlert({ error, retry, children }: { error: unknown; retry?: () => void; children?: React.ReactNode }) {
  const t = useText();
  if (!error) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} role="alert">
      <Stack gap="xs">
        <span>{children ?? errorText(error, t)}</span>
        {isFault(error) && <RequestId error={error} />}
        {retry && <div><Button size="xs" variant="default" onClick={retry}>{t.common.tryAgain}</Button></div>}
      </Stack>
    </Alert>
  );
}
