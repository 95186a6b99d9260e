// A page that is loaded by its name is there under that name.
import type { RouteObject } from 'react-router';
import { expect, test } from 'vitest';
import { routes } from './routes';

function lazies(of: RouteObject[], below = ''): [string, () => Promise<unknown>][] {
  return of.flatMap((route) => {
    const here = route.path ? `${below}/${route.path}` : below;
    return [...(typeof route.lazy === 'function' ? [[here || '/', route.lazy as () => Promise<unknown>] as [string, () => Promise<unknown>]] : []), ...lazies(route.children ?? [], here)];
  });
}

const found = lazies(routes);

test('every page of the shop comes by itself', () => {
  expect(found.length).toBeGreaterThan(60);
});

test.each(found)('%s is exported as it is called', async (_, load) => {
  expect(await load()).toEqual({ Component: expect.any(Function) });
});
