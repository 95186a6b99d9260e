// How a figure compares with what it was.
import { locale } from '../../i18n/languages';

export interface Delta {
  way: 'up' | 'down' | 'same';
  /** The difference as a share of what it was; null where it was nothing. */
  share: string | null;
}

export function deltaOf(now: number, before: number): Delta {
  const way = now === before ? 'same' : now > before ? 'up' : 'down';
  if (before === 0) return { way, share: now === 0 ? percent(0) : null };
  const share = Math.abs(now - before) / Math.abs(before);
  return { way, share: percent(share) };
}

/** The whole sentence, for those who do not see arrows. */
export function deltaWords({ way, share }: Delta, before: string, name: string): string {
  if (way === 'same') return `As much as ${name}: ${before}.`;
  return share === null ? `${name}: ${before}.` : `${share} ${way === 'up' ? 'more' : 'less'} than ${name}: ${before}.`;
}

/** Without digits behind the point from ten on; what is less than a thousandth is not nothing. */
function percent(share: number): string {
  const value = 100 * share;
  if (value > 0 && value < 0.1) return '< 0.1 %';
  return `${value.toLocaleString(locale(), { maximumFractionDigits: value < 10 ? 1 : 0 })} %`;
}
