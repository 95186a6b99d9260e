// Parallel callers share one run; the next one after it starts anew.
import { expect, test } from 'vitest';
import { singleFlight } from './singleFlight';

test('Callers that arrive while it runs share one run', async () => {
  let runs = 0;
  let finish = (_: number) => {};
  const act = singleFlight(() => {
    runs += 1;
    return new Promise<number>((resolve) => (finish = resolve));
  });
  const both = Promise.all([act(), act()]);
  finish(5);
  expect(await both).toEqual([5, 5]);
  expect(runs).toBe(1);
});

test('A finished run is not reused, and neither is a failed one', async () => {
  let runs = 0;
  const act = singleFlight(async () => {
    runs += 1;
    if (runs === 1) throw new Error('refused');
    return runs;
  });
  await expect(act()).rejects.toThrow('refused');
  expect(await act()).toBe(2);
  expect(await act()).toBe(3);
});
