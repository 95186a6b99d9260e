// What an import says, in words.
import type { ImportJob, ImportLine, ImportTold } from '../../../../api/types';
import { count } from '../../../../ui/words';

const layouts: Record<string, string> = { cartwright: 'This shop', shopify: 'Shopify', woocommerce: 'WooCommerce' };
const delimiters: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };

/** Pairs of what was told from a file. */
export function toldRows(told: ImportTold): [string, string][] {
  const rows: [string, string][] = [
    ['Layout', layouts[told.layout] ?? told.layout],
    ['Encoding', told.encoding.toUpperCase()],
  ];
  if (told.delimiter) rows.push(['Between fields', delimiters[told.delimiter] ?? told.delimiter]);
  if (told.decimal !== 'unknown') rows.push(['Before fractions', told.decimal]);
  if (told.currency) rows.push(['Prices in', told.currency]);
  return rows;
}

/** One sentence on how an import stands. */
export function standing(job: ImportJob): string {
  switch (job.state) {
    case 'queued':
      return 'The file waits for its turn.';
    case 'running':
      return job.total === 0 ? 'The file is being read.' : `${count(job.done, 'line')} of ${job.total} so far.`;
    case 'checked':
      return `Nothing has changed yet. Of ${count(job.total, 'line')}: ${sums(job)}.`;
    case 'done':
      return `Done. Of ${count(job.total, 'line')}: ${sums(job)}.`;
    default:
      return 'Nothing was changed.';
  }
}

function sums(job: ImportJob): string {
  const [made, changed] = job.state === 'checked' ? ['would be new', 'would change'] : ['new', 'changed'];
  return `${job.created ?? 0} ${made}, ${job.changed ?? 0} ${changed}, ${job.unchanged ?? 0} as they are, ${job.failed} refused`;
}

/** A value of a member as a line shows it. */
export function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const outcomes = ['new', 'changed', 'unchanged', 'refused'] as const;
export const outcomeTone: Record<ImportLine['outcome'], string> = { new: 'pill--good', changed: 'pill--info', unchanged: '', refused: 'pill--danger' };
