// The ends and the words of an axis.
import { locale } from '../../i18n/languages';

/** A round number at or above the highest bar, so that the axis reads well: 1, 2, 2.5 or 5 times a power of ten. */
export function axisTop(highest: number): number {
  if (highest <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  for (const step of [1, 2, 2.5, 5, 10]) if (step * power >= highest) return step * power;
  return 10 * power;
}

/** The same for things that are counted: half of one is no mark. */
export const countTop = (highest: number): number => Math.max(2, axisTop(highest));

/** A count, short: 12K. */
export function shortNumber(value: number): string {
  return new Intl.NumberFormat(locale(), { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

/** An amount, short: $10K. */
export function shortMoney(value: number, currency: string): string {
  try {
    return new Intl.NumberFormat(locale(), { style: 'currency', currency, currencyDisplay: 'narrowSymbol', notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 1 }).format(value);
  } catch {
    // A currency that the browser does not know.
    return `${shortNumber(value)} ${currency}`;
  }
}
