import { Stack, Text } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef } from 'react';
import { useText } from '@/i18n';
import { type Crop, draw, mostZoom, squareOf, within } from '../crop';
import classes from './cropper.module.css';

type Props = { picture: ImageBitmap; crop: Crop; onChange: (crop: Crop) => void };

const side = 240;
const steps: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Shows the square that will be the logo; it is moved by dragging or with the arrow keys. */
export function Cropper({ picture, crop, onChange }: Props) {
  const t = useText();
  const id = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) draw(context, picture, crop, side);
  }, [picture, crop]);

  // Dragging moves the picture below the square, so the square goes the other way.
  const shift = (dx: number, dy: number) => {
    const perPixel = squareOf(crop, picture).side / side;
    onChange(within({ ...crop, x: crop.x - (dx * perPixel) / picture.width, y: crop.y - (dy * perPixel) / picture.height }, picture));
  };
  const onMove = (e: PointerEvent) => {
    if (!drag.current) return;
    shift(e.clientX - drag.current.x, e.clientY - drag.current.y);
    drag.current = { x: e.clientX, y: e.clientY };
  };
  const onKey = (e: KeyboardEvent) => {
    const step = steps[e.key];
    if (!step) return;
    e.preventDefault();
    shift(-step[0] * 8, -step[1] * 8);
  };
  return (
    <Stack align="center" gap="xs">
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: the arrow keys are the picture's, not the screen reader's. */}
      <canvas ref={canvas} width={side} height={side} className={classes.canvas} role="application" tabIndex={0} aria-label={t.logo.cropArea}
        aria-describedby={id} onKeyDown={onKey} onPointerMove={onMove} onPointerUp={() => { drag.current = null; }}
        onPointerDown={(e) => { e.currentTarget.setPointerCapture(e.pointerId); drag.current = { x: e.clientX, y: e.clientY }; }} />
      <Text size="sm" c="dimmed" id={id} ta="center">{t.logo.position}</Text>
      <label className={classes.zoom}>
        {t.logo.zoom}
        <input type="range" min={1} max={mostZoom} step={0.05} value={crop.zoom}
          onChange={(e) => onChange(within({ ...crop, zoom: Number(e.currentTarget.value) }, picture))} />
      </label>
    </Stack>
  );
}
