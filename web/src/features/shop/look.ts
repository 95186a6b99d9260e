// The shop's colours as the custom properties that every style sheet reads. They are set by script on the element, which the pages' policy
// allows; what they are made of is checked by the host.
import type { Shop } from '../../api/types';

const properties = ['--accent', '--accent-deep', '--accent-wash', '--ink', '--banner'] as const;

/** The properties of a look. The wash has a tenth of the accent, as the host reckons with (ColourContrast.cs). */
export function lookOf(colours: Shop['colours']): Record<(typeof properties)[number], string> {
  const { accent, ink, banner } = colours;
  return {
    '--accent': accent,
    '--accent-deep': `color-mix(in srgb, ${accent} 78%, black)`,
    '--accent-wash': `color-mix(in srgb, ${accent} 10%, white)`,
    '--ink': ink,
    '--banner': banner,
  };
}

/** Sets them for the whole page. */
export function applyLook(colours: Shop['colours']): void {
  if (typeof document === 'undefined') return;
  for (const [name, value] of Object.entries(lookOf(colours))) document.documentElement.style.setProperty(name, value);
}
