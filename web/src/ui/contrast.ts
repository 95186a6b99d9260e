// Contrast of colours as WCAG 2.2 computes it (1.4.3, 1.4.11); the host reckons the same way (src/Web/ColourContrast.cs).

const channels = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = channels(colour)
    .map((channel) => channel / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** From 1 to 21, of two colours as #rrggbb. */
export function contrast(one: string, other: string): number {
  const [darker, brighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (brighter + 0.05) / (darker + 0.05);
}

/** So much of a colour, and the rest of another; in figures, as whoever measures contrast reads them. */
export function mixed(colour: string, part: number, rest: string): string {
  const other = channels(rest);
  return `#${channels(colour).map((channel, at) => Math.round(channel * part + (other[at] ?? 0) * (1 - part)).toString(16).padStart(2, '0')).join('')}`;
}
