import { describe, expect, it } from 'vitest';
import { url } from '../../api/core/client';
import { firstData, firstDataOf } from './firstData';

const page = JSON.stringify({ '/api/products?limit=24': { items: [1] }, '/api/categories': { items: [] } });

describe('first data', () => {
  it('is what the host wrote under an address, once', () => {
    const data = firstDataOf(page, () => 0);
    expect(data.take('/api/products?limit=24')).toEqual({ items: [1] });
    expect(data.take('/api/products?limit=24')).toBeUndefined();
    expect(data.take('/api/categories')).toEqual({ items: [] });
    expect(data.take('/api/nothing')).toBeUndefined();
  });

  it('is not used by whoever signs in, nor by a page that has been open for long', () => {
    const data = firstDataOf(page, () => 0);
    data.forget();
    expect(data.take('/api/categories')).toBeUndefined();
    let now = 0;
    const old = firstDataOf(page, () => now);
    now = 61_000;
    expect(old.take('/api/categories')).toBeUndefined();
    now = 0;
    expect(old.take('/api/products?limit=24')).toBeUndefined();
  });

  it('is nothing where there is none, or none that can be read', () => {
    for (const text of [null, undefined, '', '{', 'null', '7', '"text"']) {
      expect(firstDataOf(text, () => 0).take('/api/categories')).toBeUndefined();
    }
    expect(firstDataOf('{"__proto__":{"x":1}}', () => 0).take('constructor')).toBeUndefined();
    expect(firstData('/api/categories')).toBeUndefined();
  });

  // The host spells addresses as the client does (tests/Unit/Host/PageTests.cs has the same ones).
  it('is found by the address that the client asks', () => {
    expect(url('/api/products', { category: "Küche/Tee & Kaffee's (neu)!*~", limit: 24 })).toBe(
      '/api/products?category=K%C3%BCche%2FTee+%26+Kaffee%27s+%28neu%29%21*%7E&limit=24',
    );
    expect(url('/api/products', { parent_id: 'p-1', limit: 100 })).toBe('/api/products?parent_id=p-1&limit=100');
    expect(`/api/products/by-slug/${encodeURIComponent("杯 (a)'!*~")}`).toBe("/api/products/by-slug/%E6%9D%AF%20(a)'!*~");
  });
});
