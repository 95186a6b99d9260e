// The host answers 404 for whatever stands not in public/addresses.json, so the list must be what the router knows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RouteObject } from 'react-router';
import { expect, test } from 'vitest';
import { routes } from './routes';

function addresses(of: RouteObject[], below = ''): string[] {
  return of.flatMap((route) => {
    const here = route.path ? `${below}/${route.path}` : below;
    if (route.path === '*') return [];
    return route.children ? addresses(route.children, here) : [here || '/'];
  });
}

test('the host is told of every address of the router and of no other', () => {
  const listed = JSON.parse(readFileSync(join(import.meta.dirname, '../../public/addresses.json'), 'utf8')) as string[];
  expect(listed, 'Write public/addresses.json anew: every address of routes.tsx, sorted.').toEqual(addresses(routes).sort());
});
