// What goes into a parcel: all that is left, unless the one who packs says otherwise.
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState, type FormEvent } from 'react';
import { listCarriers } from '../../../api/desk/carriers';
import { asProblem, type Problem } from '../../../api/core/problem';
import type { Carrier, SendParcel } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { Field, SelectField } from '../../../ui/Field';
import { isConflict, Refused } from '../Refused';

interface Props<T> {
  lines: { product_id: string; product_name: string; quantity: number; shipped: number }[];
  /** Sends it on the version that the page has shown, so that two presses are one parcel. */
  send: (parcel: SendParcel) => Promise<T>;
  sent: (order: T) => void;
  close: () => void;
  /** Whether the one who packs may give goods away. */
  staff?: boolean;
}

export function ShipmentDialog<T>({ lines: packed, send, sent, close, staff = false }: Props<T>) {
  const { t } = useLingui();
  // The page follows along behind the dialog; what is counted here was counted on these lines, and only their version may be changed.
  const [{ open, hand }] = useState(() => ({ open: packed.filter((line) => line.shipped < line.quantity), hand: send }));
  const [units, setUnits] = useState<Record<string, string>>(() => Object.fromEntries(open.map((line) => [line.product_id, String(line.quantity - line.shipped)])));
  const [carrier, setCarrier] = useState('');
  const [tracking, setTracking] = useState('');
  const [carriers, setCarriers] = useState<Carrier[]>([]);
  const [labelOf, setLabelOf] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [unpaid, setUnpaid] = useState(false);
  // Asked only of staff, and only once the bank has refused the money of this parcel.
  const mayGoUnpaid = staff && (unpaid || problem?.code === 'payment_not_taken');
  const lines = open.map((line) => ({ product_id: line.product_id, quantity: Number(units[line.product_id] ?? 0) })).filter((line) => line.quantity > 0);

  useEffect(() => {
    const stop = new AbortController();
    // Without an answer a parcel is sent as ever, with a number typed by hand.
    listCarriers(stop.signal).then(
      (all) => setCarriers(all.items),
      () => undefined,
    );
    return () => stop.abort();
  }, []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      sent(
        await hand({
          lines,
          ...(unpaid ? { unpaid } : {}),
          ...(labelOf ? { label_of: labelOf } : { ...(carrier.trim() ? { carrier: carrier.trim() } : {}), ...(tracking.trim() ? { tracking_number: tracking.trim() } : {}) }),
        }),
      );
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };

  return (
    <Dialog title={t`Send a parcel`} close={close}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        {problem && <Refused problem={problem} then={t`Close this to see what they left, then decide again.`} />}
        {open.map((line) => (
          <Field
            key={line.product_id}
            label={line.product_name}
            hint={t`${line.quantity - line.shipped} left to send`}
            type="number"
            inputMode="numeric"
            min={0}
            max={line.quantity - line.shipped}
            step={1}
            required
            value={units[line.product_id] ?? ''}
            data-testid="parcel-units"
            onChange={(event) => setUnits((was) => ({ ...was, [line.product_id]: event.target.value }))}
          />
        ))}
        {carriers.length > 0 && (
          <div className="fields">
            <SelectField label={t`Label`} value={labelOf} onChange={(event) => setLabelOf(event.target.value)} data-testid="label-of" hint={labelOf ? t`It is bought when the parcel is sent, and says carrier and number.` : undefined}>
              <option value=""><Trans>None: I type carrier and number</Trans></option>
              {carriers.map((one) => (
                <option key={one.name} value={one.name}>
                  <Trans>Buy one from {one.label}</Trans>
                </option>
              ))}
            </SelectField>
          </div>
        )}
        {!labelOf && (
          <div className="fields">
            <Field label={t`Carrier`} span="half" optional value={carrier} maxLength={60} onChange={(event) => setCarrier(event.target.value)} />
            <Field label={t`Tracking number`} span="half" optional value={tracking} maxLength={60} onChange={(event) => setTracking(event.target.value)} />
          </div>
        )}
        {mayGoUnpaid && (
          <label className="check">
            <input type="checkbox" checked={unpaid} data-testid="send-unpaid" onChange={(event) => setUnpaid(event.target.checked)} />
            <span><Trans>Send it although it is not paid</Trans></span>
          </label>
        )}
        <div className="row">
          <button type="submit" className="button button--primary" disabled={busy || lines.length === 0 || (isConflict(problem) && !unpaid)} data-testid="send-parcel">
            {busy ? t`Sending…` : t`Send`}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
