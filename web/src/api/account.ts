// Registering, signing in and out, and the profile.
import { get, getText, patch, post, put, remove, request } from './core/client';
import { keepRegistered } from './core/registered';
import { deviceToken, endSession, freshSession, keepSession, keepUser } from './core/session';
import type { Address, FirstAdministrator, MergeReport, RegisterRequest, Shopper, SignedIn, User } from './types';

/** The password, or what a passkey has proved; one of the two. */
export type OwnerProof = { password: string } | { proof: string };

export function isGuest(user: Shopper | null | undefined): boolean {
  return !user || !user.roles.some((role) => role !== 'guest');
}

/** True when the account is there; false when the link of a mail makes it. */
export async function register(body: RegisterRequest): Promise<boolean> {
  const reply = await request<{ browser_token?: string }>('POST', '/api/auth/register', { body, auth: 'none' });
  if (reply.data.browser_token) keepRegistered(reply.data.browser_token);
  return reply.status === 201;
}

/** Signs in and hands the guest's token over, so that the host merges the guest's cart. */
export async function signIn(email: string, password: string): Promise<{ user: User; merge: MergeReport | null }> {
  const before = freshSession();
  const guest = before && isGuest(before.user) ? before.access_token : undefined;
  const device = deviceToken();
  const body = { email, password, ...(guest ? { guest_token: guest } : {}), ...(device ? { device_token: device } : {}) };
  const tokens = await post<SignedIn>('/api/auth/login', body, { auth: 'none' });
  keepSession(tokens);
  return { user: tokens.user, merge: tokens.merge ?? null };
}

export async function signOut(): Promise<void> {
  const refresh_token = freshSession()?.refresh_token;
  try {
    if (refresh_token) await post('/api/auth/logout', { refresh_token });
  } finally {
    // Signing out has to work on this device even when the host cannot be reached.
    endSession();
  }
}

/** Ends every other session. This one goes on: its next request refreshes the token. */
export function changePassword(next: string, proof: OwnerProof): Promise<void> {
  return put<void>('/api/users/me/password', { password: next, ...('password' in proof ? { current_password: proof.password } : proof) });
}

export function forgotPassword(email: string): Promise<void> {
  return post<void>('/api/auth/password/forgot', { email }, { auth: 'none' });
}

export function resetPassword(token: string, password: string): Promise<void> {
  return post<void>('/api/auth/password/reset', { token, password }, { auth: 'none' });
}

/** All that the shop keeps of the account, as the text of a JSON file. */
export function readMyData(): Promise<string> {
  return getText('/api/users/me/export');
}

/** Erases the account for good. Its sessions have ended then, this one too. */
export async function eraseMe(proof: OwnerProof): Promise<void> {
  await remove('/api/users/me', { body: proof });
  endSession();
}

export function makeFirstAdministrator(body: FirstAdministrator): Promise<User> {
  return post<User>('/api/auth/first-administrator', body, { auth: 'none' });
}

export async function readProfile(signal?: AbortSignal): Promise<User> {
  const user = await get<User>('/api/users/me', { signal });
  keepUser(user);
  return user;
}

export async function changeProfile(change: { name?: string; address?: Address | null; language?: 'en' | 'de' }): Promise<User> {
  const user = await patch<User>('/api/users/me', change);
  keepUser(user);
  return user;
}

/** From the link in a reminder; nobody has to sign in for it. */
export function stopReminders(token: string): Promise<void> {
  return post<void>('/api/mail/unsubscribe', undefined, { auth: 'none', query: { token } });
}
