// Shares as words and as one of six shades: a style sheet's classes, since pages may not carry styles of their own.

const STEPS = 5;

export function percent(share: number): string {
  return share > 0 && share < 0.01 ? '< 1 %' : `${Math.round(share * 100)} %`;
}

/** The class of a share of a whole: `shade-0` for nothing, up to `shade-5`. */
export function shade(share: number): string {
  return `shade-${share <= 0 ? 0 : Math.min(STEPS, Math.ceil(share * STEPS))}`;
}
