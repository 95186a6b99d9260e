// Tokens: fetched for a guest when needed, refreshed once for all who need it, never sent needlessly.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

interface Seen {
  method: string;
  path: string;
  token: string | null;
  body: unknown;
}

let seen: Seen[];
let stored: Map<string, string>;

function host(answer: (request: Seen) => Response | Promise<Response>) {
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>;
    const request = { method: init.method ?? 'GET', path, token: headers.Authorization?.replace('Bearer ', '') ?? null, body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined };
    seen.push(request);
    return answer(request);
  });
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const tokens = (n: number, expires_in = 900) => ({ access_token: `access-${n}`, refresh_token: `refresh-${n}`, expires_in, user: { user_id: 'u', roles: ['customer'] } });

async function fresh(): Promise<{ client: typeof import('./client'); session: typeof import('./session') }> {
  return { client: await import('./client'), session: await import('./session') };
}

beforeEach(() => {
  seen = [];
  stored = new Map();
  vi.resetModules();
  vi.stubGlobal('localStorage', { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => stored.set(key, value) });
});

afterEach(() => vi.unstubAllGlobals());

test('Catalog reads carry no token', async () => {
  const { client, session } = await fresh();
  session.keepSession(tokens(1) as never);
  host(() => json({ items: [], next_cursor: null }));
  await client.get('/api/products', { auth: 'none' });
  expect(seen.map((request) => request.token)).toEqual([null]);
});

test('The first cart write gets a guest token, and parallel ones share it', async () => {
  const { client } = await fresh();
  host((request) => (request.path === '/api/auth/guest' ? json({ access_token: 'guest-1', expires_in: 900, user: { user_id: 'g', roles: ['guest'] } }) : json({})));
  await Promise.all([client.post('/api/cart/me/items', {}, { auth: 'guest' }), client.post('/api/cart/me/items', {}, { auth: 'guest' })]);
  expect(seen.filter((request) => request.path === '/api/auth/guest')).toHaveLength(1);
  expect(seen.filter((request) => request.token === 'guest-1')).toHaveLength(2);
});

test('Parallel requests with an ended token refresh once, with one refresh token', async () => {
  const { client, session } = await fresh();
  session.keepSession(tokens(1, 0) as never);
  host((request) => (request.path === '/api/auth/refresh' ? json(tokens(2)) : json({})));
  await Promise.all([client.get('/api/orders'), client.get('/api/users/me'), client.get('/api/cart/me')]);
  const refreshes = seen.filter((request) => request.path === '/api/auth/refresh');
  expect(refreshes.map((request) => request.body)).toEqual([{ refresh_token: 'refresh-1' }]);
  expect(seen.filter((request) => request.token === 'access-2')).toHaveLength(3);
});

test('A token the host refuses is refreshed and the request sent again', async () => {
  const { client, session } = await fresh();
  session.keepSession(tokens(1) as never);
  host((request) => {
    if (request.path === '/api/auth/refresh') return json(tokens(2));
    return request.token === 'access-2' ? json({ fine: true }) : json({ code: 'token_expired' }, 401);
  });
  expect(await client.get('/api/orders')).toEqual({ fine: true });
  expect(session.session()?.refresh_token).toBe('refresh-2');
});

test('When the refresh token is refused too, the session ends with one clear problem', async () => {
  const { client, session } = await fresh();
  session.keepSession(tokens(1) as never);
  host(() => json({ code: 'invalid_token', detail: 'Sign in again.' }, 401));
  await expect(client.get('/api/orders')).rejects.toMatchObject({ status: 401, code: 'invalid_token' });
  expect(session.session()).toBeNull();
});

test('A host that is down does not sign anybody out', async () => {
  const { client, session } = await fresh();
  session.keepSession(tokens(1, 0) as never);
  host(() => json({}, 503));
  await expect(client.get('/api/orders')).rejects.toMatchObject({ status: 503, outcomeUnknown: true });
  expect(session.session()?.refresh_token).toBe('refresh-1');
});
