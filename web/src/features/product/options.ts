// Choosing a variant: which options there are, which are still possible, and which child they mean.
import type { Product } from '../../api/types';

export type Choice = Record<string, string>;

export interface OptionAxis {
  name: string;
  values: string[];
}

export function optionOf(variant: Product, name: string): string | undefined {
  const value = variant.options?.[name] ?? variant.attributes?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** The parent's order of values where it states one, else the order in which the variants come. */
export function axesOf(parent: Product, variants: Product[]): OptionAxis[] {
  const names = new Set<string>(Object.keys(parent.options ?? {}));
  for (const variant of variants) for (const name of Object.keys(variant.options ?? {})) names.add(name);
  const axes: OptionAxis[] = [];
  for (const name of names) {
    const values = new Set<string>();
    const stated = parent.options?.[name];
    const sold = new Set(variants.map((variant) => optionOf(variant, name)));
    if (Array.isArray(stated)) for (const value of stated) if (sold.has(value)) values.add(value);
    for (const value of sold) if (value !== undefined) values.add(value);
    if (values.size > 0) axes.push({ name, values: [...values] });
  }
  return axes;
}

export function matches(variant: Product, choice: Choice): boolean {
  return Object.entries(choice).every(([name, value]) => optionOf(variant, name) === value);
}

export function variantFor(variants: Product[], axes: OptionAxis[], choice: Choice): Product | null {
  if (axes.length === 0 || axes.some((axis) => choice[axis.name] === undefined)) return null;
  return variants.find((variant) => matches(variant, choice)) ?? null;
}

/** Whether a value leads to some variant together with what is chosen on the other axes. */
export function isPossible(variants: Product[], choice: Choice, name: string, value: string): boolean {
  return variants.some((variant) => matches(variant, { ...choice, [name]: value }));
}

export function choiceOf(variant: Product, axes: OptionAxis[]): Choice {
  const choice: Choice = {};
  for (const axis of axes) {
    const value = optionOf(variant, axis.name);
    if (value !== undefined) choice[axis.name] = value;
  }
  return choice;
}

/** What a picture tells apart. A size has pictures too, and they look alike. */
const seen = /colou?r|farbe|finish|pattern|muster|print|shade/i;

/** A picture a value, of an axis whose values look different; null of any other. */
export function swatchesOf(axis: OptionAxis, variants: Product[]): Map<string, string> | null {
  if (!seen.test(axis.name)) return null;
  const found = new Map<string, string>();
  for (const value of axis.values) {
    const image = variants.find((variant) => optionOf(variant, axis.name) === value && variant.images.length > 0)?.images[0];
    if (image === undefined) return null;
    found.set(value, image);
  }
  // Of each value all variants must begin with its picture: else the picture is of something else that differs.
  const own = variants.every((variant) => variant.images[0] === found.get(optionOf(variant, axis.name) ?? ''));
  return own && new Set(found.values()).size === axis.values.length && axis.values.length > 1 ? found : null;
}
