// Small things that this device keeps for itself: what was looked at, what was searched for, where to. The shop never hears of them.

export function readDevice<T>(key: string, isOne: (value: unknown) => value is T, otherwise: T): T {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(`cartwright.${key}`) ?? 'null');
    return isOne(kept) ? kept : otherwise;
  } catch {
    // Storage may be switched off, or hold something foreign.
    return otherwise;
  }
}

export function keepDevice(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(`cartwright.${key}`);
    else localStorage.setItem(`cartwright.${key}`, JSON.stringify(value));
  } catch {
    // What cannot be kept is forgotten with the page.
  }
}

export const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === 'string' && one.length <= 200);

/** The newest first, each once, at most so many. */
export function remembered(list: string[], one: string, most: number): string[] {
  return [one, ...list.filter((other) => other !== one)].slice(0, most);
}
