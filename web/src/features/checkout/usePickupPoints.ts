// Where goods can be fetched: asked once; a shop that cannot say shows none, and everything is sent.
import { useEffect, useState } from 'react';
import { listPickupPoints } from '../../api/shipping';
import type { PickupPoint } from '../../api/types';

export function usePickupPoints(): PickupPoint[] {
  const [points, setPoints] = useState<PickupPoint[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    listPickupPoints({ limit: 100 }, stop.signal).then(
      (page) => setPoints(page.items),
      () => undefined,
    );
    return () => stop.abort();
  }, []);
  return points;
}
