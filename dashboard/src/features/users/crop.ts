// Which square of a picture is shown: how large, and where.

/** Zoom 1 shows the largest square; x and y are its centre, from 0 to 1. */
export type Crop = { zoom: number; x: number; y: number };
export type Size = { width: number; height: number };

export const centred: Crop = { zoom: 1, x: 0.5, y: 0.5 };
export const mostZoom = 4;

/** The square in the picture's pixels. */
export function squareOf(crop: Crop, size: Size): { left: number; top: number; side: number } {
  const side = Math.min(size.width, size.height) / crop.zoom;
  return { left: crop.x * size.width - side / 2, top: crop.y * size.height - side / 2, side };
}

/** The crop with its square wholly within the picture. */
export function within(crop: Crop, size: Size): Crop {
  const zoom = clamp(crop.zoom, 1, mostZoom);
  const half = Math.min(size.width, size.height) / zoom / 2;
  return {
    zoom,
    x: clamp(crop.x, half / size.width, 1 - half / size.width),
    y: clamp(crop.y, half / size.height, 1 - half / size.height),
  };
}

function clamp(n: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, n));
}

/** How large a picture is kept: at the most zoom, its square still has a pixel for each of the result's. */
export function shrunk(size: Size, side: number): Size {
  const factor = Math.min(1, (side * mostZoom) / Math.min(size.width, size.height));
  return { width: Math.max(1, Math.round(size.width * factor)), height: Math.max(1, Math.round(size.height * factor)) };
}

/** Opens a picture of any kind and size that the browser can, upright, and shrinks it to what is needed of it. */
export async function open(file: Blob, side: number): Promise<ImageBitmap> {
  const whole = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const { width, height } = shrunk(whole, side);
  if (width === whole.width) return whole;
  const small = await createImageBitmap(whole, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
  whole.close();
  return small;
}

/** Draws the square as a PNG of so many pixels along each side. */
export async function render(picture: ImageBitmap, crop: Crop, side: number): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  draw(context, picture, crop, side);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'));
}

export function draw(context: CanvasRenderingContext2D, picture: ImageBitmap, crop: Crop, side: number): void {
  const s = squareOf(crop, picture);
  context.imageSmoothingQuality = 'high';
  context.clearRect(0, 0, side, side);
  context.drawImage(picture, s.left, s.top, s.side, s.side, 0, 0, side, side);
}
