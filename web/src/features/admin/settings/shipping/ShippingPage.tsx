// Where the shop ships and for what, what holds where no zone does, and where goods are fetched.
import { useEffect, useState } from 'react';
import { asProblem, isAbort, type Problem } from '../../../../api/core/problem';
import { deletePickupPoint, deleteZone, listPickupPoints, listZones, readTable } from '../../../../api/shipping';
import type { PickupPoint, ShippingZone, TableRate } from '../../../../api/types';
import { Dialog } from '../../../../ui/Dialog';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { money } from '../../../../ui/money';
import { DataTable, type Column } from '../../../../ui/table/DataTable';
import { useRows } from '../../../../ui/table/useRows';
import { useSay } from '../../../../ui/Toasts';
import { useShop } from '../../../shop/useShop';
import { useTitle } from '../../../../ui/useTitle';
import { count } from '../../../../ui/words';
import { ParcelExample } from './ParcelExample';
import { PointDialog } from './PointDialog';
import { ZoneDialog } from './ZoneDialog';
import { daysWords, priceWords } from './zoneForm';

const placesOf = (one: ShippingZone) => (one.places.length > 12 ? `${one.places.slice(0, 12).join(', ')} and ${count(one.places.length - 12, 'more')}` : one.places.join(', '));

const zoneColumns: Column<ShippingZone>[] = [
  {
    id: 'zone',
    label: 'Zone',
    name: true,
    cell: (one) => (
      <>
        <span className="strong">{one.name}</span>
        <span className="soft small below mono">{placesOf(one)}</span>
      </>
    ),
    value: (one) => one.name,
  },
  {
    id: 'methods',
    label: 'Methods',
    cell: (one) =>
      one.ships ? (
        <ul className="plain">
          {one.methods.map((method) => (
            <li key={`${method.method} ${method.currency}`}>
              {method.name}: {priceWords(method)}
              <span className="soft small below">{[method.carrier, daysWords(method)].filter(Boolean).join(', ')}</span>
            </li>
          ))}
        </ul>
      ) : (
        'Not shipped to'
      ),
    file: (one) => (one.ships ? one.methods.map((method) => `${method.name}: ${priceWords(method)}`).join('; ') : 'Not shipped to'),
  },
];

const readyWords = (one: PickupPoint) => (one.ready_in_days === 0 ? 'The same day' : `In ${count(one.ready_in_days, 'working day')}`);

const pointColumns: Column<PickupPoint>[] = [
  {
    id: 'point',
    label: 'Point',
    name: true,
    cell: (one) => (
      <>
        <span className="strong">{one.name}</span>
        <span className="soft small below">
          {one.line1}, {one.postal_code} {one.city}, {one.country}
        </span>
      </>
    ),
    value: (one) => one.name,
  },
  { id: 'open', label: 'Open', cell: (one) => one.hours ?? 'Not said', value: (one) => one.hours },
  { id: 'ready', label: 'Ready', cell: readyWords, value: (one) => one.ready_in_days, file: readyWords },
];

export function ShippingPage() {
  useTitle('Shipping');
  const { currency } = useShop();
  const say = useSay();
  const zones = useRows<ShippingZone>(['shipping', 'zones'], (cursor, signal) => listZones({ limit: 100, cursor }, signal));
  const points = useRows<PickupPoint>(['shipping', 'points'], (cursor, signal) => listPickupPoints({ limit: 100, cursor }, signal));
  const [zone, setZone] = useState<ShippingZone | 'new' | null>(null);
  const [point, setPoint] = useState<PickupPoint | 'new' | null>(null);
  const [leaving, setLeaving] = useState<{ name: string; words: string; drop: () => Promise<void>; reload: () => void } | null>(null);

  const drop = async () => {
    if (!leaving) return;
    setLeaving(null);
    try {
      await leaving.drop();
      say.good(`${leaving.name} is deleted.`);
    } catch (error) {
      say.bad(asProblem(error).message);
    }
    leaving.reload();
  };

  return (
    <div className="stack stack--loose">
      <h1>Shipping</h1>
      <section className="stack" aria-labelledby="zones-title">
        <div className="row row--apart">
          <h2 id="zones-title">Zones</h2>
          <button type="button" className="button button--primary" onClick={() => setZone('new')} data-testid="new-zone">
            New zone
          </button>
        </div>
        <p className="soft">
          A zone says how its places are shipped to, or that they are not. The most exact place holds: a postal code before its region, a region before its country, and * for everywhere else comes last. Where no zone says
          anything, the built-in prices below hold.
        </p>
        <DataTable
          name="zones"
          label="Zones"
          one="zone"
          rows={zones}
          columns={zoneColumns}
          rowId={(one) => one.shipping_zone_id}
          rowTestId="zone-row"
          empty="None yet: the built-in prices hold everywhere."
          actions={(one) => (
            <span className="row admin__actions">
              <button type="button" className="button button--small button--quiet" onClick={() => setZone(one)}>
                Edit<span className="visually-hidden"> {one.name}</span>
              </button>
              <button
                type="button"
                className="button button--small button--danger"
                onClick={() => setLeaving({ name: one.name, words: 'For its places the next less exact zone holds, or the built-in prices. Orders keep what was promised.', drop: () => deleteZone(one), reload: zones.reload })}
              >
                Delete<span className="visually-hidden"> {one.name}</span>
              </button>
            </span>
          )}
        />
        <ParcelExample zone={null} zoneId={null} currency={currency} />
      </section>
      <section className="stack" aria-labelledby="points-title">
        <div className="row row--apart">
          <h2 id="points-title">Pickup points</h2>
          <button type="button" className="button" onClick={() => setPoint('new')} data-testid="new-point">
            New pickup point
          </button>
        </div>
        <p className="soft">Whoever fetches an order needs no street and pays no shipping; taxes go by the point's place.</p>
        <DataTable
          name="points"
          label="Pickup points"
          one="point"
          rows={points}
          columns={pointColumns}
          rowId={(one) => one.pickup_point_id}
          rowTestId="point-row"
          empty="None: everything is sent."
          actions={(one) => (
            <span className="row admin__actions">
              <button type="button" className="button button--small button--quiet" onClick={() => setPoint(one)}>
                Edit<span className="visually-hidden"> {one.name}</span>
              </button>
              <button
                type="button"
                className="button button--small button--danger"
                onClick={() => setLeaving({ name: one.name, words: 'Nobody can choose it any more. Orders that are to be fetched there stay as they are.', drop: () => deletePickupPoint(one), reload: points.reload })}
              >
                Delete<span className="visually-hidden"> {one.name}</span>
              </button>
            </span>
          )}
        />
      </section>
      <BuiltIn />
      {zone && (
        <ZoneDialog
          zone={zone === 'new' ? null : zone}
          currency={currency}
          close={() => setZone(null)}
          saved={(saved) => {
            setZone(null);
            say.good(`${saved.name} is saved.`);
            zones.reload();
          }}
        />
      )}
      {point && (
        <PointDialog
          point={point === 'new' ? null : point}
          close={() => setPoint(null)}
          saved={(saved) => {
            setPoint(null);
            say.good(`${saved.name} is saved.`);
            points.reload();
          }}
        />
      )}
      {leaving && (
        <Dialog title={`Delete ${leaving.name}?`} close={() => setLeaving(null)}>
          <p>{leaving.words}</p>
          <div className="row">
            <button type="button" className="button button--danger" onClick={() => void drop()}>
              Delete
            </button>
            <button type="button" className="button button--quiet" onClick={() => setLeaving(null)}>
              Keep it
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

/** Two methods, a price a currency: what is built in, with the configuration's keys over it. */
function BuiltIn() {
  const [rates, setRates] = useState<TableRate[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    readTable(stop.signal).then(
      (table) => setRates(table.items),
      (error: unknown) => !isAbort(error) && setProblem(asProblem(error)),
    );
    return () => stop.abort();
  }, []);
  return (
    <details className="stack" data-testid="built-in-rates">
      <summary>Built-in prices, where no zone says anything</summary>
      <p className="soft small">Standard takes 3 to 5 working days, express one. Change them with the keys Shipping:USD:Standard, :Express and :FreeFrom, or write a zone for * to put your own in their place.</p>
      {problem && <ErrorBanner problem={problem} />}
      {rates && (
        <div className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Currency</th>
                <th scope="col" className="end">
                  Standard
                </th>
                <th scope="col" className="end">
                  Express
                </th>
                <th scope="col" className="end">
                  Standard is free from
                </th>
              </tr>
            </thead>
            <tbody>
              {rates.map((rate) => (
                <tr key={rate.currency}>
                  <td className="mono">{rate.currency}</td>
                  <td className="end figure nowrap">{money(rate.standard, rate.currency)}</td>
                  <td className="end figure nowrap">{money(rate.express, rate.currency)}</td>
                  <td className="end figure nowrap">{rate.free_from === null ? 'never' : money(rate.free_from, rate.currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
