// What was typed and not sent yet, kept for as long as the tab is open: a session that ends, a page that is loaded anew or left by mistake
// loses nothing. Passwords, codes and cards are never among it.

type Values = Record<string, unknown>;

const KEY = 'cartwright.draft.';
const secret = /password|code|token|card/i;

export function keepDraft(name: string, values: Values): void {
  const kept = Object.fromEntries(Object.entries(values).filter(([field]) => !secret.test(field) || field === 'postal_code'));
  try {
    sessionStorage.setItem(KEY + name, JSON.stringify(kept));
  } catch {
    // Storage may be full or switched off; what was typed then lasts as long as the page.
  }
}

/** What is kept, over what the form starts with; null where nothing is. Only what the form has a field of that kind for. */
export function draftOf<V extends Values>(name: string, start: V): V | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY + name) ?? 'null');
    if (kept === null || typeof kept !== 'object') return null;
    const fitting = Object.entries(kept).filter(([field, value]) => Object.hasOwn(start, field) && typeof value === typeof start[field]);
    return fitting.length === 0 ? null : { ...start, ...Object.fromEntries(fitting) };
  } catch {
    return null;
  }
}

export function forgetDraft(name: string): void {
  try {
    sessionStorage.removeItem(KEY + name);
  } catch {
    // Nothing was kept then.
  }
}

/** All of them, when somebody signs out. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(KEY)) sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept then.
  }
}
