// Who is shopping: tokens and user, kept in localStorage under one key and shared by all tabs.
// The placement attempt lives here too, so that a reload cannot turn one order into two.
import type { GuestTokens, Shopper, SignedIn } from '../types';
import type { Attempt } from './attempt';

const KEY = 'cartwright.session';

export interface Session {
  access_token: string;
  /** A guest has none: the access token is long-lived instead. */
  refresh_token: string | null;
  /** Milliseconds since 1970 when the access token ends. */
  expires_at: number;
  user: Shopper;
}

interface Stored {
  session: Session | null;
  attempt: Attempt | null;
  /** Outlives signing out: it says that this device has signed in before. */
  device: string | null;
}

let current: Stored = read();
const listeners = new Set<() => void>();

function read(): Stored {
  try {
    const raw = localStorage.getItem(KEY);
    if (raw) {
      const stored = JSON.parse(raw) as Partial<Stored>;
      return { session: stored.session ?? null, attempt: stored.attempt ?? null, device: stored.device ?? null };
    }
  } catch {
    // Storage may be switched off or hold something foreign; the shop then works for this page only.
  }
  return { session: null, attempt: null, device: null };
}

function write(next: Stored): void {
  current = next;
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Private windows may refuse storage; the session then lasts as long as the page.
  }
  listeners.forEach((listener) => listener());
}

if (typeof window !== 'undefined') {
  window.addEventListener('storage', (event) => {
    if (event.key !== KEY && event.key !== null) return;
    current = read();
    listeners.forEach((listener) => listener());
  });
}

export function session(): Session | null {
  return current.session;
}

/** What storage holds now; another tab may have rotated the tokens a moment ago. */
export function freshSession(): Session | null {
  const stored = read();
  if (stored.session?.access_token !== current.session?.access_token) {
    current = stored;
    listeners.forEach((listener) => listener());
  }
  return current.session;
}

export function keepSession(tokens: SignedIn | GuestTokens, now: number = Date.now()): void {
  write({
    ...current,
    device: ('device_token' in tokens && tokens.device_token) || current.device,
    session: {
      access_token: tokens.access_token,
      refresh_token: 'refresh_token' in tokens ? tokens.refresh_token : null,
      expires_at: now + tokens.expires_in * 1000,
      user: tokens.user,
    },
  });
}

export function keepUser(user: Shopper): void {
  if (current.session) write({ ...current, session: { ...current.session, user } });
}

export function endSession(): void {
  write({ ...current, session: null, attempt: null });
}

export function deviceToken(): string | null {
  return current.device;
}

export function attempt(): Attempt | null {
  return current.attempt;
}

export function keepAttempt(next: Attempt | null): void {
  write({ ...current, attempt: next });
}

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
