// The shop's colours as the custom properties that every style sheet reads. They are set by script on the element, which the pages' policy
// allows; what they are made of is checked by the host.
import type { Shop } from '../../api/types';

const properties = ['--accent', '--accent-deep', '--accent-wash', '--ink', '--banner'] as const;

/** So much of a colour, and the rest of another; in figures, as whoever measures contrast reads them. */
export function mixed(colour: string, part: number, rest: string): string {
  const channel = (of: string, at: number) => Number.parseInt(of.slice(at, at + 2), 16);
  return `#${[1, 3, 5].map((at) => Math.round(channel(colour, at) * part + channel(rest, at) * (1 - part)).toString(16).padStart(2, '0')).join('')}`;
}

/** The properties of a look. The wash has a tenth of the accent, as the host reckons with (ColourContrast.cs). */
export function lookOf(colours: Shop['colours']): Record<(typeof properties)[number], string> {
  const { accent, ink, banner } = colours;
  return {
    '--accent': accent,
    '--accent-deep': mixed(accent, 0.78, '#000000'),
    '--accent-wash': mixed(accent, 0.1, '#ffffff'),
    '--ink': ink,
    '--banner': banner,
  };
}

/** Sets them for the whole page. */
export function applyLook(colours: Shop['colours']): void {
  if (typeof document === 'undefined') return;
  for (const [name, value] of Object.entries(lookOf(colours))) document.documentElement.style.setProperty(name, value);
}
