// The Idempotency-Key of one placement attempt. The same order pressed twice, or sent again after
// a lost answer, keeps its key and stays one order; a changed order gets a new one.

export interface Attempt {
  fingerprint: string;
  key: string;
}

export function attemptFor(previous: Attempt | null, content: unknown, newKey: () => string): Attempt {
  const fingerprint = JSON.stringify(content);
  return previous?.fingerprint === fingerprint ? previous : { fingerprint, key: newKey() };
}

export function randomKey(): string {
  // crypto.randomUUID is missing on plain http beyond localhost, where a shop may well be tried out.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
