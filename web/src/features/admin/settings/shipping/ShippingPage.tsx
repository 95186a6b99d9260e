// Where the shop ships and for what, what holds where no zone does, and where goods are fetched.
import { useEffect, useState } from 'react';
import { asProblem, isAbort, type Problem } from '../../../../api/problem';
import { deletePickupPoint, deleteZone, listPickupPoints, listZones, readTable } from '../../../../api/shipping';
import type { PickupPoint, ShippingZone, TableRate } from '../../../../api/types';
import { Dialog } from '../../../../ui/Dialog';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { LoadMore } from '../../../../ui/LoadMore';
import { Loading } from '../../../../ui/Loading';
import { money } from '../../../../ui/money';
import { useSay } from '../../../../ui/Toasts';
import { usePages } from '../../../../ui/usePages';
import { useShop } from '../../../shop/useShop';
import { useTitle } from '../../../../ui/useTitle';
import { count } from '../../../../ui/words';
import { ParcelExample } from './ParcelExample';
import { PointDialog } from './PointDialog';
import { ZoneDialog } from './ZoneDialog';
import { daysWords, priceWords } from './zoneForm';

export function ShippingPage() {
  useTitle('Shipping');
  const { currency } = useShop();
  const say = useSay();
  const zones = usePages<ShippingZone>((cursor, signal) => listZones({ limit: 100, cursor }, signal), 'shipping-zones');
  const points = usePages<PickupPoint>((cursor, signal) => listPickupPoints({ limit: 100, cursor }, signal), 'pickup-points');
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
        {zones.problem && <ErrorBanner problem={zones.problem} retry={zones.reload} />}
        {zones.loading && !zones.first && !zones.problem && <Loading what="Loading zones" />}
        {zones.first && zones.items.length === 0 && <p className="empty soft">None yet: the built-in prices hold everywhere.</p>}
        {zones.items.length > 0 && (
          <div className="table-scroll">
            <table className="table table--cards">
              <thead>
                <tr>
                  <th scope="col">Zone</th>
                  <th scope="col">Methods</th>
                  <th scope="col">
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {zones.items.map((one) => (
                  <tr key={one.shipping_zone_id} data-testid="zone-row">
                    <td>
                      <span className="strong">{one.name}</span>
                      <span className="soft small below mono">{one.places.length > 12 ? `${one.places.slice(0, 12).join(', ')} and ${count(one.places.length - 12, 'more')}` : one.places.join(', ')}</span>
                    </td>
                    <td data-label="Methods">
                      {one.ships ? (
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
                      )}
                    </td>
                    <td className="end">
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
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        <LoadMore pages={zones} />
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
        {points.problem && <ErrorBanner problem={points.problem} retry={points.reload} />}
        {points.first && points.items.length === 0 && <p className="empty soft">None: everything is sent.</p>}
        {points.items.length > 0 && (
          <div className="table-scroll">
            <table className="table table--cards">
              <thead>
                <tr>
                  <th scope="col">Point</th>
                  <th scope="col">Open</th>
                  <th scope="col">Ready</th>
                  <th scope="col">
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {points.items.map((one) => (
                  <tr key={one.pickup_point_id} data-testid="point-row">
                    <td>
                      <span className="strong">{one.name}</span>
                      <span className="soft small below">
                        {one.line1}, {one.postal_code} {one.city}, {one.country}
                      </span>
                    </td>
                    <td data-label="Open">{one.hours ?? 'Not said'}</td>
                    <td data-label="Ready">{one.ready_in_days === 0 ? 'The same day' : `In ${count(one.ready_in_days, 'working day')}`}</td>
                    <td className="end">
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
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
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
