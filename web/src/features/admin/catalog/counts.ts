// What was typed beside products as counts.
import type { AdjustmentLine } from '../../../api/types';

/** Whole units from 0 on; null for anything else. */
export const wholeUnits = (text: string): number | null => (/^\d{1,10}$/.test(text.trim()) ? Number(text.trim()) : null);

/** Lines for the host; what is empty or no number is none. At most as many as it takes at once. */
export const countsOf = (typed: Record<string, string>): AdjustmentLine[] =>
  Object.entries(typed)
    .flatMap(([product_id, text]) => {
      const counted = wholeUnits(text);
      return counted === null ? [] : [{ product_id, counted }];
    })
    .slice(0, 500);
