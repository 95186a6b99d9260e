// That this browser has registered, until the link of the mail is opened: it shows that whoever opens it has chosen the password, too.
const KEY = 'cartwright.registered';

export function keepRegistered(token: string): void {
  try {
    localStorage.setItem(KEY, token);
  } catch {
    // Without it the link asks for a password once more.
  }
}

export function registeredHere(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function forgetRegistered(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing can be kept here, so nothing is.
  }
}
