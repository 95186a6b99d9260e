// Passkeys: signing in with one, those of the account, and the proof that somebody is its owner.
import { isGuest, type OwnerProof } from './account';
import { get, patch, post, remove } from './core/client';
import { freshSession, keepSession } from './core/session';
import type { AddedPasskey, MergeReport, Passkey, Passkeys, PasskeyAsk, SignedIn, User } from './types';
import { makePasskey, signWithPasskey } from './core/webauthn';

export interface Arrived {
  user: User;
  merge: MergeReport | null;
  recoveryCodes: string[];
}

export function readPasskeys(signal?: AbortSignal): Promise<Passkeys> {
  return get<Passkeys>('/api/users/me/passkeys', { signal });
}

/** The browser asks for the device or key in between. */
export async function addPasskey(proof: OwnerProof, name: string): Promise<AddedPasskey> {
  const asked = await post<PasskeyAsk>('/api/users/me/passkeys/begin', proof);
  const credential = await makePasskey(asked.public_key);
  return post<AddedPasskey>('/api/users/me/passkeys', { credential, ...(name ? { name } : {}) });
}

export function renamePasskey(passkeyId: string, name: string): Promise<Passkey> {
  return patch<Passkey>('/api/users/me/passkeys/' + encodeURIComponent(passkeyId), { name });
}

export function removePasskey(passkeyId: string, proof: OwnerProof): Promise<void> {
  return remove('/api/users/me/passkeys/' + encodeURIComponent(passkeyId), { body: proof });
}

export async function renewRecoveryCodes(proof: OwnerProof): Promise<string[]> {
  return (await post<{ recovery_codes: string[] }>('/api/users/me/recovery-codes', proof)).recovery_codes;
}

/** What stands in for the password, for five minutes. */
export async function proveByPasskey(): Promise<OwnerProof> {
  const asked = await post<PasskeyAsk>('/api/users/me/passkeys/proof/begin');
  const credential = await signWithPasskey(asked.public_key);
  return { proof: (await post<{ proof: string }>('/api/users/me/passkeys/proof', { credential })).proof };
}

/** Signs in without a password. With `quietly` it waits until somebody chooses a passkey where the browser fills in the address. */
export async function signInWithPasskey(quietly?: AbortSignal): Promise<Arrived> {
  const asked = await post<PasskeyAsk>('/api/auth/passkey/begin', undefined, { auth: 'none', signal: quietly });
  return arrive('/api/auth/passkey', { credential: await signWithPasskey(asked.public_key, quietly) });
}

/** The second step behind the password. */
export async function stepWithPasskey(challenge: string): Promise<Arrived> {
  const asked = await post<PasskeyAsk>('/api/auth/second-factor/passkey/begin', { challenge }, { auth: 'none' });
  return arrive('/api/auth/second-factor/passkey', { challenge, credential: await signWithPasskey(asked.public_key) });
}

/** For staff without a second factor, at sign-in. */
export async function setUpPasskeyAtSignIn(challenge: string): Promise<Arrived> {
  const asked = await post<PasskeyAsk>('/api/auth/second-factor/passkey/set-up', { challenge }, { auth: 'none' });
  return arrive('/api/auth/second-factor/passkey/confirm', { challenge, credential: await makePasskey(asked.public_key) });
}

async function arrive(path: string, body: object): Promise<Arrived> {
  const before = freshSession();
  const guest = before && isGuest(before.user) ? { guest_token: before.access_token } : {};
  const tokens = await post<SignedIn>(path, { ...body, ...guest }, { auth: 'none' });
  keepSession(tokens);
  return { user: tokens.user, merge: tokens.merge ?? null, recoveryCodes: tokens.recovery_codes ?? [] };
}
