import { Button, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import { useTakesFocus } from '@/lib/hooks';
import classes from './drop-zone.module.css';

type Props = { label: string; button: string; hint?: string; accept: string; onFile: (file: File) => void; takesFocus?: boolean };

/** A place to drop one file, or choose it with a button, which takes the focus where it stands in place of what had it. */
export function DropZone({ label, button, hint, accept, onFile, takesFocus }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const here = useTakesFocus<HTMLButtonElement>();
  const [over, setOver] = useState(false);
  const drop = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    const file = e.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the pointer; the button does the same for everybody.
    <div className={classes.zone} data-over={over || undefined} onDragOver={(e) => { e.preventDefault(); setOver(true); }}
      onDragLeave={() => setOver(false)} onDrop={drop}>
      <IconUpload size={28} aria-hidden />
      <Text size="sm">{label}</Text>
      <Button ref={takesFocus ? here : undefined} variant="default" onClick={() => input.current?.click()}>{button}</Button>
      {hint && <Text size="sm" c="dimmed">{hint}</Text>}
      <input ref={input} type="file" accept={accept} hidden tabIndex={-1} aria-label={button}
        onChange={(e) => {
          const file = e.currentTarget.files?.[0];
          if (file) onFile(file);
          e.currentTarget.value = ''; // so that the same file can be chosen again
        }} />
    </div>
  );
}
