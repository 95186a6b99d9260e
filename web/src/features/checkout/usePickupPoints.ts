// Where goods can be fetched; a shop that cannot say shows none, and everything is sent.
import { useQuery } from '@tanstack/react-query';
import { listPickupPoints } from '../../api/shipping';
import type { PickupPoint } from '../../api/types';

const none: PickupPoint[] = [];

export function usePickupPoints(): PickupPoint[] {
  const points = useQuery({ queryKey: ['checkout', 'pickup-points'], queryFn: ({ signal }) => listPickupPoints({ limit: 100 }, signal) });
  return points.data?.items ?? none;
}
