// Whoever registered in this browser shows it with the link of the mail; whoever chooses a password shows nothing of before.
import { beforeEach, describe, expect, it, vi } from 'vitest';

const kept = new Map<string, string>();
const sent: unknown[] = [];

beforeEach(() => {
  vi.resetModules();
  kept.clear();
  sent.length = 0;
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  vi.stubGlobal('fetch', (url: string, init: { body: string }) => {
    sent.push([url, JSON.parse(init.body)]);
    const reply = url.endsWith('/register') ? new Response('{"detail":"…","browser_token":"here"}', { status: 202 }) : new Response(null, { status: 204 });
    return Promise.resolve(reply);
  });
});

describe('the link of a mail', () => {
  it('goes with what this browser was told when it registered, once', async () => {
    const { register } = await import('../account');
    const { verifyEmail } = await import('../accountSafety');
    expect(await register({ email: 'a@example.com', password: 'a long password', name: 'A' })).toBe(false);
    await verifyEmail('t1');
    await verifyEmail('t2');
    expect(sent.slice(1)).toEqual([
      ['/api/auth/email/verify', { token: 't1', browser_token: 'here' }],
      ['/api/auth/email/verify', { token: 't2' }],
    ]);
  });

  it('goes with a password of its own and nothing else', async () => {
    const { register } = await import('../account');
    const { verifyEmail } = await import('../accountSafety');
    await register({ email: 'a@example.com', password: 'a long password', name: 'A' });
    await verifyEmail('t1', { password: 'another long one', name: 'Vic' });
    expect(sent[1]).toEqual(['/api/auth/email/verify', { token: 't1', password: 'another long one', name: 'Vic' }]);
  });
});
