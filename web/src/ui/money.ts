// Prices as a shopper reads them. What is charged always comes from the host; the page only writes it down.
import { locale } from '../i18n/languages';

/** Digits of the currencies that do not have two, by ISO 4217. The browser's own, from the CLDR, are other ones: whole forints, where 0.50 can be charged. */
const digits: Record<string, number> = Object.fromEntries([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3]),
]);

export function minorDigits(currency: string): number {
  return digits[currency] ?? 2;
}

const formats = new Map<string, Intl.NumberFormat>();

export function money(amount: number, currency: string, by: string = locale()): string {
  const key = `${by}|${currency}`;
  let format = formats.get(key);
  if (!format) {
    try {
      format = new Intl.NumberFormat(by, {
        style: 'currency',
        currency,
        minimumFractionDigits: minorDigits(currency),
        maximumFractionDigits: minorDigits(currency),
      });
    } catch {
      // A currency the browser does not know still has to be shown next to its number.
      return `${amount.toFixed(2)} ${currency}`;
    }
    formats.set(key, format);
  }
  return format.format(amount);
}

/** A deduction: minus sign in front, and never "-0.00". */
export function deduction(amount: number, currency: string, by?: string): string {
  return amount === 0 ? money(0, currency, by) : `−${money(Math.abs(amount), currency, by)}`;
}
