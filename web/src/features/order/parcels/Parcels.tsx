// With whom the parcels travel. A maker may ship without naming a carrier, and then there is nothing to show.
import { useLingui } from '@lingui/react/macro';
import type { Order } from '../../../api/types';

export function Parcels({ tracking }: { tracking: Order['tracking'] }) {
  const { t } = useLingui();
  return tracking
    .filter((parcel) => parcel.carrier || parcel.tracking_number)
    .map((parcel) => (
      <p key={`${parcel.vendor_id}|${parcel.tracking_number}`} className="small">
        {parcel.carrier ?? t`Tracking number`} <span className="mono">{parcel.tracking_number}</span>
      </p>
    ));
}
