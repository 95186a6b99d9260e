// The one way to the host: JSON in and out, problem details as errors, bearer token, silent refresh,
// and a guest token the first time a shopper without one writes to a cart.
import { t } from '@lingui/core/macro';
import { chosenLanguage } from '../../i18n/languages';
import { networkProblem, Problem, problemFrom } from './problem';
import { endSession, freshSession, keepSession, session } from './session';
import { singleFlight } from './singleFlight';
import type { GuestTokens, SignedIn } from '../types';

/** none: never send a token · optional: send it if there is one · required: 401 without one · guest: get a guest's when there is none. */
export type Auth = 'none' | 'optional' | 'required' | 'guest';

/** Several values of one name are asked for one after the other. */
export type QueryValue = string | number | boolean | null | undefined | string[];

export interface RequestOptions {
  auth?: Auth;
  query?: Record<string, QueryValue>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Reply<T> {
  data: T;
  etag: string | null;
  status: number;
}

const REFRESH_AHEAD_MS = 30_000;

export function url(path: string, query: Record<string, QueryValue> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(name, String(one));
    }
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<Reply<T>> {
  const auth = options.auth ?? 'required';
  let token = await tokenFor(auth);
  let response = await send(method, path, options, token);
  if (response.status === 401 && token !== null) {
    token = await anotherToken(auth, token);
    if (token !== null || auth === 'optional') response = await send(method, path, options, token);
  }
  if (!response.ok) throw await problemFrom(response);
  const etag = response.headers.get('ETag');
  const text = response.status === 204 ? '' : await response.text();
  return { data: (text === '' ? undefined : JSON.parse(text)) as T, etag, status: response.status };
}

export async function get<T>(path: string, options?: RequestOptions): Promise<T> {
  return (await request<T>('GET', path, options)).data;
}

export async function post<T>(path: string, body?: unknown, options?: RequestOptions): Promise<T> {
  return (await request<T>('POST', path, { ...options, body })).data;
}

export async function put<T>(path: string, body?: unknown, options?: RequestOptions): Promise<T> {
  return (await request<T>('PUT', path, { ...options, body })).data;
}

export async function patch<T>(path: string, body?: unknown, options?: RequestOptions): Promise<T> {
  return (await request<T>('PATCH', path, { ...options, body })).data;
}

export async function remove<T>(path: string, options?: RequestOptions): Promise<T> {
  return (await request<T>('DELETE', path, options)).data;
}

/** A file's text, as it is to be saved. */
export async function getText(path: string, options: RequestOptions = {}): Promise<string> {
  return (await getFile(path, options)).text();
}

/** A file as it is to be saved; of whoever may ask with a key there need be no token. */
export async function getFile(path: string, options: RequestOptions = {}): Promise<Blob> {
  const auth = options.auth ?? 'required';
  let token = await tokenFor(auth);
  const asked = { ...options, headers: { Accept: '*/*', ...options.headers } };
  let response = await send('GET', path, asked, token);
  if (response.status === 401 && token !== null) {
    token = await anotherToken(auth, token);
    if (token !== null) response = await send('GET', path, asked, token);
  }
  if (!response.ok) throw await problemFrom(response);
  return response.blob();
}

/** Sends a form with a file and says how much of it has left, from 0 to 1; fetch cannot. */
export async function upload<T>(path: string, form: FormData, left: (part: number) => void, signal?: AbortSignal): Promise<T> {
  let token = await tokenFor('required');
  let response = await sendForm(path, form, token, left, signal);
  if (response.status === 401 && token !== null) {
    token = await anotherToken('required', token);
    if (token !== null) response = await sendForm(path, form, token, left, signal);
  }
  if (!response.ok) throw await problemFrom(response);
  return (await response.json()) as T;
}

function sendForm(path: string, form: FormData, token: string | null, left: (part: number) => void, signal?: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = new XMLHttpRequest();
    sent.open('POST', path);
    sent.setRequestHeader('Accept', 'application/json');
    sent.setRequestHeader('Accept-Language', chosenLanguage());
    if (token !== null) sent.setRequestHeader('Authorization', `Bearer ${token}`);
    sent.upload.onprogress = (event) => event.lengthComputable && left(event.loaded / event.total);
    sent.onload = () => resolve(new Response(sent.responseText, { status: sent.status }));
    sent.onerror = () => reject(networkProblem());
    sent.onabort = () => reject(new DOMException('Given up.', 'AbortError'));
    signal?.addEventListener('abort', () => sent.abort(), { once: true });
    sent.send(form);
  });
}

/** Opens a streamed reply; the caller reads its body. */
export async function openStream(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
  let token = await tokenFor('required');
  let response = await send('GET', path, { headers, signal }, token);
  if (response.status === 401 && token !== null) {
    token = await anotherToken('required', token);
    if (token !== null) response = await send('GET', path, { headers, signal }, token);
  }
  if (!response.ok) throw await problemFrom(response);
  return response;
}

async function send(method: string, path: string, options: RequestOptions, token: string | null): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': chosenLanguage(), ...options.headers };
  if (token !== null) headers.Authorization = `Bearer ${token}`;
  // A file goes as it is, under the type that its caller says.
  const isFile = options.body instanceof Blob;
  if (options.body !== undefined && !isFile) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(url(path, options.query), {
      method,
      headers,
      // Lists may be shown by caches between while they are asked for anew; this page asks for what is true now, and gets 304 where it has it.
      cache: method === 'GET' ? 'no-cache' : undefined,
      body: options.body instanceof Blob ? options.body : options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw networkProblem();
  }
}

async function tokenFor(auth: Auth): Promise<string | null> {
  if (auth === 'none') return null;
  const now = freshSession();
  if (now === null) {
    if (auth === 'optional') return null;
    if (auth === 'guest') return becomeGuest();
    throw new Problem(401, 'signed_out', t`Please sign in to go on.`);
  }
  if (now.expires_at - Date.now() < REFRESH_AHEAD_MS && now.refresh_token !== null) {
    return (await refresh()) ?? anotherToken(auth, now.access_token);
  }
  return now.access_token;
}

/** The host refused `refused`: refresh, or start again as a guest where that is enough. */
async function anotherToken(auth: Auth, refused: string): Promise<string | null> {
  const now = freshSession();
  if (now !== null && now.access_token !== refused) return now.access_token;
  if (now?.refresh_token) {
    const refreshed = await refresh();
    if (refreshed !== null) return refreshed;
  }
  if (session()?.access_token === refused) endSession();
  return auth === 'guest' ? becomeGuest() : null;
}

const becomeGuest = singleFlight(async (): Promise<string> => {
  const response = await send('POST', '/api/auth/guest', {}, null);
  if (!response.ok) throw forShoppers(await problemFrom(response));
  const tokens = (await response.json()) as GuestTokens;
  keepSession(tokens);
  return tokens.access_token;
});

/** The host tells programs which call makes an account; a shopper needs other words. */
function forShoppers(problem: Problem): Problem {
  if (problem.code !== 'guests_denied') return problem;
  return new Problem(problem.status, problem.code, t`This shop keeps carts for its customers. Please sign in or make an account first.`);
}

const refresh = singleFlight((): Promise<string | null> => {
  const spent = session()?.refresh_token;
  return acrossTabs(() => rotate(spent));
});

async function rotate(spent: string | null | undefined): Promise<string | null> {
  const before = freshSession();
  if (!before?.refresh_token) return null;
  // Another tab rotated while this one waited for the lock: using the old token again would revoke both.
  if (before.refresh_token !== spent) return before.access_token;
  const response = await send('POST', '/api/auth/refresh', { body: { refresh_token: before.refresh_token } }, null);
  if (response.status >= 500 || response.status === 429) throw await problemFrom(response);
  if (!response.ok) return null;
  const tokens = (await response.json()) as SignedIn;
  keepSession(tokens);
  return tokens.access_token;
}

async function acrossTabs<T>(action: () => Promise<T>): Promise<T> {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return action();
  return navigator.locks.request('cartwright.refresh', action) as Promise<T>;
}
