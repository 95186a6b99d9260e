// The shop's colours as the custom properties that every style sheet reads, light and dark. They are set by script on the element, which the
// pages' policy allows; that the light ones can be read is checked by the host, the dark ones are made so that they can.
import type { Shop } from '../../api/types';
import { contrast, mixed } from '../../ui/contrast';

/** The dark scheme's page and its brightest ground: theme.css, --paper and --mist-deep. */
const NIGHT = '#0f1613';
const BRIGHTEST = '#232e29';

/** What text of the accent keeps above the 4.5 that it must have, since it also stands on its wash. */
const ACCENT_CONTRAST = 6.2;
const INK_CONTRAST = 10;

/** Of a colour as #rrggbb: hue in degrees, saturation and lightness from 0 to 1. */
function hslOf(colour: string): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const [span, lightness] = [most - least, (most + least) / 2];
  if (span === 0) return [0, 0, lightness];
  const sector = most === red ? ((green - blue) / span + 6) % 6 : most === green ? (blue - red) / span + 2 : (red - green) / span + 4;
  return [sector * 60, span / (1 - Math.abs(2 * lightness - 1)), lightness];
}

function ofHsl(hue: number, saturation: number, lightness: number): string {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const channel = (at: number) => {
    const step = (at + hue / 30) % 12;
    return Math.round((lightness - chroma * Math.max(-1, Math.min(step - 3, 9 - step, 1))) * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

/** The same hue, as bright as it must be to be read upon the dark scheme's grounds. Glaring colours are calmed. */
export function atNight(colour: string, wanted: number): string {
  const [hue, saturation] = hslOf(colour);
  for (let lightness = 0.5; lightness < 1; lightness += 0.01) {
    const brighter = ofHsl(hue, Math.min(saturation, 0.45), lightness);
    if (contrast(brighter, BRIGHTEST) >= wanted) return brighter;
  }
  return '#ffffff';
}

/** Light and dark, each by its property. The light wash has a tenth of the accent, as the host reckons with (ColourContrast.cs). */
export function schemesOf({ accent, ink }: Shop['colours']): Record<'--accent' | '--accent-deep' | '--accent-wash' | '--ink', [string, string]> {
  const bright = atNight(accent, ACCENT_CONTRAST);
  return {
    '--accent': [accent, bright],
    '--accent-deep': [mixed(accent, 0.78, '#000000'), mixed(bright, 0.7, '#ffffff')],
    '--accent-wash': [mixed(accent, 0.1, '#ffffff'), mixed(bright, 0.14, NIGHT)],
    '--ink': [ink, atNight(ink, INK_CONTRAST)],
  };
}

/** The properties of a look. `both`: whether the browser knows light-dark(); one that does not has the light scheme alone. */
export function lookOf(colours: Shop['colours'], both = typeof CSS !== 'undefined' && CSS.supports('color', 'light-dark(#000, #fff)')): Record<string, string> {
  const look: Record<string, string> = { '--banner': colours.banner, '--ground': colours.accent, '--on-ground-soft': mixed(colours.accent, 0.1, '#ffffff') };
  for (const [name, [light, dark]] of Object.entries(schemesOf(colours))) look[name] = both ? `light-dark(${light}, ${dark})` : light;
  return look;
}

/** Sets them for the whole page. */
export function applyLook(colours: Shop['colours']): void {
  if (typeof document === 'undefined') return;
  for (const [name, value] of Object.entries(lookOf(colours))) document.documentElement.style.setProperty(name, value);
}
