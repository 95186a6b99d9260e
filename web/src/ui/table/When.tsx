// A time: how long ago, and exactly on the shop's clock for whoever points at it.
import { useShop } from '../../features/shop/useShop';
import { ago, exactly } from './when';

export function When({ at }: { at: string | null | undefined }) {
  const { time_zone: zone } = useShop();
  const time = at ? new Date(at) : null;
  if (!time || Number.isNaN(time.getTime())) return <>–</>;
  return (
    <time className="nowrap" dateTime={at ?? undefined} title={exactly(time, zone)}>
      {ago(time, new Date(), zone)}
    </time>
  );
}
