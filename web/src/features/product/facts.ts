// An attribute as a fact that people read.
import { t } from '@lingui/core/macro';
import type { AttributeValue } from '../../api/types';
import { number, words } from '../../ui/words';

/** Units as they are written behind a figure. */
const units: Record<string, string> = {
  ...Object.fromEntries(['g', 'kg', 'mg', 'mm', 'cm', 'm', 'ml', 'l', 'lm', 'h', 'min'].map((unit) => [unit, unit])),
  w: 'W',
  v: 'V',
  mah: 'mAh',
};

/** The page's own, beside those of the product. */
export const SHIPPING_WEIGHT = 'shipping_weight_g';

/** "weight_g" is a weight in grams: its name, and the unit of its figures. */
export function factOf(attribute: string, value: AttributeValue): { name: string; value: string } {
  const cut = attribute.lastIndexOf('_');
  const unit = cut > 0 ? units[attribute.slice(cut + 1).toLowerCase()] : undefined;
  const name = attribute === SHIPPING_WEIGHT ? t`Shipping weight` : words(unit ? attribute.slice(0, cut) : attribute);
  if (!unit) return { name, value: written(value) };
  // What is no figure keeps its unit in its name: nobody knows how it is to be read.
  const figures = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)));
  return figures ? { name, value: `${number(Number(value))}\u00a0${unit}` } : { name: `${name} (${unit})`, value: written(value) };
}

function written(value: AttributeValue): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? t`Yes` : t`No`;
  if (Array.isArray(value)) return value.map(written).join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, inner]) => `${words(name)}: ${written(inner)}`)
      .join(', ');
  }
  return typeof value === 'number' ? number(value) : String(value);
}
