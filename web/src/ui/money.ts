// Prices as a shopper reads them. What is charged always comes from the host; the page only writes it down.

const formats = new Map<string, Intl.NumberFormat>();

export function money(amount: number, currency: string, locale?: string): string {
  const key = `${locale ?? ''}|${currency}`;
  let format = formats.get(key);
  if (!format) {
    try {
      format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    } catch {
      // A currency the browser does not know still has to be shown next to its number.
      return `${amount.toFixed(2)} ${currency}`;
    }
    formats.set(key, format);
  }
  return format.format(amount);
}

/** A deduction: minus sign in front, and never "-0.00". */
export function deduction(amount: number, currency: string, locale?: string): string {
  return amount === 0 ? money(0, currency, locale) : `−${money(Math.abs(amount), currency, locale)}`;
}
