// What keeps an account its owner's: where it is signed in, its confirmed address, and its second factor.
import { get, post, remove } from './core/client';
import { forgetRegistered, registeredHere } from './core/registered';
import { keepSession, freshSession } from './core/session';
import { isGuest, type OwnerProof } from './account';
import type { MergeReport, SignedIn, SignedInSession, TotpSecret, TotpState, User } from './types';

export async function readSessions(signal?: AbortSignal): Promise<SignedInSession[]> {
  return (await get<{ items: SignedInSession[] }>('/api/users/me/sessions', { signal })).items;
}

export function endOneSession(sessionId: string): Promise<void> {
  return remove('/api/users/me/sessions/' + encodeURIComponent(sessionId));
}

/** This one goes on: its next request refreshes the token. */
export function endOtherSessions(): Promise<void> {
  return remove('/api/users/me/sessions');
}

export function askEmailChange(email: string, proof: OwnerProof): Promise<void> {
  return post<void>('/api/users/me/email', { email, ...proof });
}

export function askVerification(): Promise<void> {
  return post<void>('/api/users/me/email/verification');
}

/** Whoever is signed in, or has registered in this browser, shows with it to be who asked. Others choose a password and a name. */
export async function verifyEmail(token: string, own?: { password: string; name: string }): Promise<void> {
  const registered = registeredHere();
  await post<void>('/api/auth/email/verify', { token, ...(registered && !own ? { browser_token: registered } : {}), ...own }, { auth: 'optional' });
  forgetRegistered();
}

export function stopEmailChange(token: string): Promise<void> {
  return post<void>('/api/auth/email/stop', { token }, { auth: 'none' });
}

export function readSecondFactor(signal?: AbortSignal): Promise<TotpState> {
  return get<TotpState>('/api/users/me/totp', { signal });
}

export function beginSecondFactor(proof: OwnerProof): Promise<TotpSecret> {
  return post<TotpSecret>('/api/users/me/totp', proof);
}

/** The recovery codes, shown once; none where a passkey has some that stay. */
export async function confirmSecondFactor(code: string): Promise<string[]> {
  return (await post<{ recovery_codes: string[] }>('/api/users/me/totp/confirm', { code })).recovery_codes;
}

export function removeSecondFactor(proof: OwnerProof): Promise<void> {
  return remove('/api/users/me/totp', { body: proof });
}

/** For staff without one, at sign-in. */
export function setUpAtSignIn(challenge: string): Promise<TotpSecret> {
  return post<TotpSecret>('/api/auth/second-factor/set-up', { challenge }, { auth: 'none' });
}

/** The second step of a sign-in. With `first` the code is the first of a second factor that is being set up. */
export async function signInWithCode(
  challenge: string,
  code: string,
  first: boolean,
): Promise<{ user: User; merge: MergeReport | null; recoveryCodes: string[] }> {
  const before = freshSession();
  const guest = before && isGuest(before.user) ? before.access_token : undefined;
  const path = first ? '/api/auth/second-factor/confirm' : '/api/auth/second-factor';
  const tokens = await post<SignedIn>(path, { challenge, code, ...(guest ? { guest_token: guest } : {}) }, { auth: 'none' });
  keepSession(tokens);
  return { user: tokens.user, merge: tokens.merge ?? null, recoveryCodes: tokens.recovery_codes ?? [] };
}
