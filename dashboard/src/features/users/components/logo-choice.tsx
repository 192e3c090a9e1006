import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { DropZone } from '@/components/drop-zone';
import { UserAvatar } from '@/components/person';
import { ProblemAlert } from '@/components/problem';
import { toast } from '@/components/toasts';
import { useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import type { Dictionary } from '@/i18n/en';
import { shownAddress } from '@/lib/address';
import { hasCode } from '@/lib/errors';
import type { User } from '@/lib/types';
import { logoSize, logoTypes, useDeleteLogo, usePutLogo } from '../api/logo';
import { centred, type Crop, open, render } from '../crop';
import { Cropper } from './cropper';

/** Chooses, crops, sets and deletes a user's logo. */
export function LogoChoice({ user, onDone }: { user: User; onDone: () => void }) {
  const t = useText();
  const org = useOrg();
  const put = usePutLogo(org, user.id);
  const remove = useDeleteLogo(org, user.id);
  const [picture, setPicture] = useState<ImageBitmap | null>(null);
  const [crop, setCrop] = useState<Crop>(centred);
  const [refused, setRefused] = useState('');
  const choose = async (file: File) => {
    setRefused('');
    setPicture(null);
    try {
      setPicture(await pictureOf(file, t));
      setCrop(centred);
    } catch (error) {
      setRefused(error instanceof Error ? error.message : t.logo.unreadable);
    }
  };
  const use = async () => {
    if (!picture) return;
    put.mutate(await render(picture, crop, logoSize), { onSuccess: () => { toast(t.logo.done); onDone(); } });
  };
  const drop = () => remove.mutate(undefined, { onSuccess: () => { toast(t.logo.deleted); onDone(); } });
  const error = put.error ?? remove.error;
  return (
    <Stack>
      {picture ? <Cropper picture={picture} crop={crop} onChange={setCrop} /> : <Current user={user} />}
      <DropZone label={t.logo.drop} button={t.logo.choose} hint={t.logo.limits} accept={logoTypes.join(',')} onFile={(f) => void choose(f)} takesFocus />
      {refused && <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} role="alert">{refused}</Alert>}
      <ProblemAlert error={error}>{hasCode(error, 'not_found') ? t.errors.unavailable : undefined}</ProblemAlert>
      <Group justify="flex-end">
        {user.logo_url && !picture && <Button color="red" variant="outline" loading={remove.isPending} onClick={drop}>{t.logo.delete}</Button>}
        <Button variant="default" onClick={onDone}>{t.common.cancel}</Button>
        <Button disabled={!picture} loading={put.isPending} onClick={() => void use()}>{t.logo.use}</Button>
      </Group>
    </Stack>
  );
}

function Current({ user }: { user: User }) {
  return <Group justify="center"><UserAvatar user={user} size={96} /><Text size="sm" c="dimmed">{shownAddress(user.email)}</Text></Group>;
}

/** Opens a picture, or throws an error that says what is wrong with it. */
function pictureOf(file: File, t: Dictionary): Promise<ImageBitmap> {
  return open(file, logoSize).catch(() => { throw new Error(logoTypes.includes(file.type) ? t.logo.unreadable : t.logo.badType); });
}
