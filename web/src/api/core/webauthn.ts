// Asking the browser for passkeys: the standard's JSON in and out, for browsers of before they could read it themselves.
import { t } from '@lingui/core/macro';
import { Problem } from './problem';

/** What the host asks: PublicKeyCredentialCreationOptionsJSON or …RequestOptionsJSON of WebAuthn. */
export type Asked = Record<string, unknown>;

/** What goes back: the answer of the authenticator, as toJSON() of the standard writes it. */
export interface Answered {
  id: string;
  rawId: string;
  type: string;
  response: Record<string, unknown>;
}

interface Named {
  id: string;
  type: PublicKeyCredentialType;
  transports?: AuthenticatorTransport[];
}

export function hasPasskeys(): boolean {
  return typeof window !== 'undefined' && 'PublicKeyCredential' in window && 'credentials' in navigator;
}

/** Whether the browser offers passkeys beside what it fills in by itself. */
export async function offersPasskeys(): Promise<boolean> {
  return hasPasskeys() && (await window.PublicKeyCredential.isConditionalMediationAvailable?.()) === true;
}

export async function makePasskey(asked: Asked): Promise<Answered> {
  const options = { ...asked, challenge: bytes(asked.challenge), excludeCredentials: named(asked.excludeCredentials) } as Record<string, unknown>;
  const user = asked.user as { id: string; name: string; displayName: string };
  options.user = { ...user, id: bytes(user.id) };
  const made = await withWords(() => navigator.credentials.create({ publicKey: options as unknown as PublicKeyCredentialCreationOptions }));
  const response = made.response as AuthenticatorAttestationResponse;
  return answered(made, {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
}

/** With `quietly` the browser shows passkeys where it fills in fields, and waits until one is chosen or the signal says stop. */
export async function signWithPasskey(asked: Asked, quietly?: AbortSignal): Promise<Answered> {
  const options = { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) } as unknown as PublicKeyCredentialRequestOptions;
  const signed = await withWords(() =>
    navigator.credentials.get({ publicKey: options, ...(quietly ? { mediation: 'conditional' as const, signal: quietly } : {}) }),
  );
  const response = signed.response as AuthenticatorAssertionResponse;
  return answered(signed, {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  });
}

/** Whether somebody closed the browser's window, or nothing was chosen in time. */
export function wasGivenUp(problem: Problem): boolean {
  return problem.code === 'passkey_given_up';
}

// What a browser throws is for programs.
async function withWords(asking: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  let answer: Credential | null = null;
  try {
    answer = await asking();
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'InvalidStateError') throw new Problem(400, 'passkey_there', t`This device or key has a passkey of your account already.`);
    if (name === 'SecurityError') throw new Problem(400, 'passkey_elsewhere', t`Passkeys of this shop work at its own address only, and this page was opened at another.`);
    if (name !== 'NotAllowedError' && name !== 'AbortError') throw new Problem(400, 'passkey_impossible', t`Your browser could not do that. Try another device or key.`);
  }
  if (answer === null) throw new Problem(400, 'passkey_given_up', t`No passkey was used.`);
  return answer as PublicKeyCredential;
}

function answered(credential: PublicKeyCredential, response: Record<string, unknown>): Answered {
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response };
}

function named(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list ?? []) as Named[]).map((one) => ({ ...one, id: bytes(one.id) }));
}

export function bytes(base64url: unknown): ArrayBuffer {
  const binary = atob(String(base64url).replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0)).buffer;
}

export function text(buffer: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
