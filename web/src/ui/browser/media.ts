// The sizes of an uploaded picture, told by its address alone: /media/{hash}/{width}.jpg, and beside it .avif and .webp in other widths.

const MEDIA = /^(\/media\/[0-9a-f]{64}\/)(\d+)\.jpg$/;
const STEPS = [320, 640, 1280, 2560];

export interface Sources {
  avif: string;
  webp: string;
}

/** The srcset of both formats, or null for what is no uploaded picture. `width`: the original's, where it is known; without it none above the JPEG. */
export function sourcesOf(src: string, width?: number): Sources | null {
  const [, begin, jpeg] = MEDIA.exec(src) ?? [];
  if (begin === undefined || jpeg === undefined) return null;
  const most = Math.min(width ?? Number(jpeg), 2560);
  const widths = [...STEPS.filter((step) => step < most), most];
  const set = (format: string) => widths.map((one) => `${begin}${one}.${format} ${one}w`).join(', ');
  return { avif: set('avif'), webp: set('webp') };
}
