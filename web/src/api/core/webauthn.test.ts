import { afterEach, describe, expect, it, vi } from 'vitest';
import { asProblem } from './problem';
import { bytes, makePasskey, signWithPasskey, text, wasGivenUp } from './webauthn';

const of = (...values: number[]) => new Uint8Array(values).buffer;

afterEach(() => vi.unstubAllGlobals());

describe('bytes in base64url', () => {
  it('go there and back without padding', () => {
    for (const values of [[], [0], [251, 255], [1, 2, 3], [255, 254, 253, 252]]) {
      expect(text(bytes(text(of(...values))))).toBe(text(of(...values)));
    }
    expect(text(of(251, 255))).toBe('-_8');
  });
});

describe('asking an authenticator', () => {
  it('gives bytes to the browser and text to the host', async () => {
    const create = vi.fn().mockResolvedValue({
      id: 'AQI',
      rawId: of(1, 2),
      type: 'public-key',
      response: { clientDataJSON: of(3), attestationObject: of(4), getTransports: () => ['internal'] },
    });
    vi.stubGlobal('navigator', { credentials: { create } });
    const made = await makePasskey({ challenge: 'AQID', user: { id: 'BA', name: 'a@b', displayName: 'A' }, excludeCredentials: [{ id: 'BQ', type: 'public-key' }] });
    const { publicKey } = create.mock.calls[0]![0] as { publicKey: { challenge: ArrayBuffer; user: { id: ArrayBuffer }; excludeCredentials: { id: ArrayBuffer }[] } };
    expect([text(publicKey.challenge), text(publicKey.user.id), text(publicKey.excludeCredentials[0]!.id)]).toEqual(['AQID', 'BA', 'BQ']);
    expect(made).toEqual({ id: 'AQI', rawId: 'AQI', type: 'public-key', response: { clientDataJSON: 'Aw', attestationObject: 'BA', transports: ['internal'] } });
  });

  it('sends what was signed, and whose passkey it says to be', async () => {
    const get = vi.fn().mockResolvedValue({
      id: 'AQI',
      rawId: of(1, 2),
      type: 'public-key',
      response: { clientDataJSON: of(3), authenticatorData: of(4), signature: of(5), userHandle: of(6) },
    });
    vi.stubGlobal('navigator', { credentials: { get } });
    const signed = await signWithPasskey({ challenge: 'AQID', allowCredentials: [] });
    expect(signed.response).toEqual({ clientDataJSON: 'Aw', authenticatorData: 'BA', signature: 'BQ', userHandle: 'Bg' });
    expect(get.mock.calls[0]![0]).not.toHaveProperty('mediation');
  });

  it('tells apart what was given up, what is there already, and a page at another address', async () => {
    for (const [name, code] of [
      ['NotAllowedError', 'passkey_given_up'],
      ['AbortError', 'passkey_given_up'],
      ['InvalidStateError', 'passkey_there'],
      ['SecurityError', 'passkey_elsewhere'],
      ['UnknownError', 'passkey_impossible'],
    ]) {
      const get = vi.fn().mockRejectedValue(Object.assign(new Error('words of the browser'), { name }));
      vi.stubGlobal('navigator', { credentials: { get } });
      const problem = await signWithPasskey({ challenge: 'AQID' }).then(() => null, asProblem);
      expect(problem?.code).toBe(code);
      expect(wasGivenUp(problem!)).toBe(code === 'passkey_given_up');
    }
  });
});
