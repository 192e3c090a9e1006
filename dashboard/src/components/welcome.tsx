import { Alert } from '@mantine/core';
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useText } from '@/i18n';
import { forgetNewcomer, newcomerOf } from '@/lib/newcomer';
import type { Membership } from '@/lib/types';

/** Welcomes by name who has just joined, once: on the page they arrive at, until they go on. */
export function Welcome({ membership }: { membership: Membership }) {
  const t = useText();
  const path = useRouterState({ select: (s) => s.location.pathname });
  const [name, setName] = useState(() => newcomerOf(membership.organization.id));
  const [arrivedAt] = useState(path);
  useEffect(forgetNewcomer, []);
  useEffect(() => { if (path !== arrivedAt) setName(undefined); }, [path, arrivedAt]); // also not on the way back
  if (!name || path !== arrivedAt) return null;
  const close = () => {
    setName(undefined);
    document.getElementById('content')?.focus();
  };
  return (
    <Alert role="status" mb="lg" variant="light" color="blue" title={t.welcome.title(membership.organization.name, name)}
      withCloseButton closeButtonLabel={t.common.dismiss} onClose={close} data-welcome>
      {membership.role === 'owner' && t.welcome.text(t.role.owner, t.role.ownerMay) /* the page tells an Auditor */}
    </Alert>
  );
}
