// Light, dark, or as the system says: chosen on this device. public/scheme.js sets it before the first paint.
import { useSyncExternalStore } from 'react';

export const schemes = ['system', 'light', 'dark'] as const;
export type Scheme = (typeof schemes)[number];

const KEY = 'cartwright_scheme';
/** What the browser paints its own bars with: --paper of theme.css. */
const PAPER = { light: '#ffffff', dark: '#0f1613' } as const;

function kept(): Scheme {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

const listeners = new Set<() => void>();
let current: Scheme = kept();

function apply(scheme: Scheme): void {
  const root = document.documentElement;
  if (scheme === 'system') root.removeAttribute('data-scheme');
  else root.setAttribute('data-scheme', scheme);
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    meta.content = PAPER[scheme === 'system' ? (meta.media.includes('dark') ? 'dark' : 'light') : scheme];
  }
}

/** From now on, and at the next visit. A browser that keeps nothing forgets it with the page. */
export function chooseScheme(scheme: Scheme): void {
  try {
    if (scheme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, scheme);
  } catch {
    // It holds for this page.
  }
  become(scheme);
}

function become(scheme: Scheme): void {
  current = scheme;
  apply(scheme);
  for (const listener of listeners) listener();
}

if (typeof window !== 'undefined') {
  // Another tab of the shop may be where it is chosen.
  window.addEventListener('storage', ({ key }) => {
    if (key === KEY || key === null) become(kept());
  });
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useScheme = (): Scheme => useSyncExternalStore(listen, () => current);
