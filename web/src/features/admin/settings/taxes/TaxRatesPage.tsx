// What tax the shop takes where: its own rows, and beneath them those of the configuration and of the program with their sources.
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { asProblem } from '../../../../api/problem';
import { deleteTaxRate, listFixedRates, listTaxRates } from '../../../../api/taxRates';
import type { FixedRate, TaxRate } from '../../../../api/types';
import { Dialog } from '../../../../ui/Dialog';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { Field } from '../../../../ui/Field';
import { LoadMore } from '../../../../ui/LoadMore';
import { Loading } from '../../../../ui/Loading';
import { useSay } from '../../../../ui/Toasts';
import { usePages } from '../../../../ui/usePages';
import { useTitle } from '../../../../ui/useTitle';
import { words } from '../../../../ui/words';
import { TaxRateDialog } from './TaxRateDialog';
import { reasons, windowOf } from './taxRateForm';

const classOf = (taxClass: string) => (taxClass === '*' ? 'Every class' : words(taxClass));

export function TaxRatesPage() {
  useTitle('Taxes');
  const say = useSay();
  const [search, setSearch] = useSearchParams();
  const country = search.get('country') ?? '';
  const [text, setText] = useState(country);
  const own = usePages<TaxRate>((cursor, signal) => listTaxRates({ country, limit: 50, cursor }, signal), `tax-rates|${country}`);
  const fixed = usePages<FixedRate>((cursor, signal) => listFixedRates({ country, limit: 50, cursor }, signal), `fixed-rates|${country}`);
  const [editing, setEditing] = useState<TaxRate | 'new' | null>(null);
  const [deleting, setDeleting] = useState<TaxRate | null>(null);

  const drop = async (rate: TaxRate) => {
    setDeleting(null);
    try {
      await deleteTaxRate(rate);
      say.good(`The rate for ${rate.place} is deleted.`);
    } catch (error) {
      say.bad(asProblem(error).message);
    }
    own.reload();
  };

  return (
    <div className="stack">
      <h1>Taxes</h1>
      <p className="soft">
        A row of yours holds before the one beneath it for the same place and class. Where there is no row at all nothing is sold: tax that nobody has decided on would be yours to pay.
      </p>
      <div className="row row--apart">
        <form
          className="admin__search"
          role="search"
          aria-label="Tax rates"
          onSubmit={(event) => {
            event.preventDefault();
            setSearch(text.trim() ? { country: text.trim().toUpperCase() } : {});
          }}
        >
          <Field label="Country" value={text} maxLength={2} placeholder="DE" onChange={(event) => setText(event.target.value)} />
          <button type="submit" className="button">
            Show
          </button>
        </form>
        <button type="button" className="button button--primary" onClick={() => setEditing('new')} data-testid="new-tax-rate">
          New rate
        </button>
      </div>
      <h2>Your rates</h2>
      {own.problem && <ErrorBanner problem={own.problem} retry={own.reload} />}
      {own.loading && !own.first && !own.problem && <Loading what="Loading rates" />}
      {own.first && own.items.length === 0 && <p className="empty soft">{country ? `None of yours for ${country}.` : 'None yet: the rates below hold.'}</p>}
      {own.items.length > 0 && (
        <div className="table-scroll">
          <table className="table table--cards">
            <thead>
              <tr>
                <th scope="col">Place</th>
                <th scope="col">Class</th>
                <th scope="col" className="end">
                  Rate
                </th>
                <th scope="col">Valid</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {own.items.map((rate) => (
                <tr key={rate.tax_rate_id} data-testid="tax-rate-row">
                  <td>
                    <span className="strong mono">{rate.place}</span>
                    <span className="soft small below">{rate.source}</span>
                  </td>
                  <td data-label="Class">{classOf(rate.tax_class)}</td>
                  <td className="end" data-label="Rate">
                    <span className="figure nowrap">{rate.percent} %</span>
                    <span className="soft small below">
                      {rate.percent === 0 ? reasons[rate.reason] : rate.included ? 'in prices' : 'on top'}
                      {rate.taxes_shipping ? '' : ', shipping free of it'}
                    </span>
                  </td>
                  <td data-label="Valid">{windowOf(rate)}</td>
                  <td className="end">
                    <span className="row admin__actions">
                      <button type="button" className="button button--small button--quiet" onClick={() => setEditing(rate)}>
                        Edit<span className="visually-hidden"> the rate for {rate.place}</span>
                      </button>
                      <button type="button" className="button button--small button--danger" onClick={() => setDeleting(rate)}>
                        Delete<span className="visually-hidden"> the rate for {rate.place}</span>
                      </button>
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore pages={own} />
      <h2>Beneath them</h2>
      {fixed.problem && <ErrorBanner problem={fixed.problem} retry={fixed.reload} />}
      {fixed.loading && !fixed.first && !fixed.problem && <Loading what="Loading built-in rates" />}
      {fixed.first && fixed.items.length === 0 && <p className="empty soft">{country ? `Nothing is built in or configured for ${country}.` : 'Nothing is built in.'}</p>}
      {fixed.items.length > 0 && (
        <div className="table-scroll">
          <table className="table table--cards">
            <thead>
              <tr>
                <th scope="col">Place</th>
                <th scope="col">Class</th>
                <th scope="col" className="end">
                  Rate
                </th>
                <th scope="col">Valid</th>
              </tr>
            </thead>
            <tbody>
              {fixed.items.map((rate) => (
                <tr key={`${rate.place} ${rate.tax_class} ${rate.valid_from ?? ''}`} data-testid="fixed-rate-row">
                  <td>
                    <span className="strong mono">{rate.place}</span>
                    <span className="soft small below">
                      {rate.source}
                      {rate.as_of && `, compared ${rate.as_of}`}
                    </span>
                  </td>
                  <td data-label="Class">{classOf(rate.tax_class)}</td>
                  <td className="end" data-label="Rate">
                    <span className="figure nowrap">{rate.percent === null ? 'none' : `${rate.percent} %`}</span>
                    <span className="soft small below">{rate.percent === null ? "the country's rate does not hold" : rate.included ? 'in prices' : 'on top'}</span>
                  </td>
                  <td data-label="Valid">{windowOf(rate)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore pages={fixed} />
      {editing && (
        <TaxRateDialog
          rate={editing === 'new' ? null : editing}
          country={country}
          close={() => setEditing(null)}
          saved={(rate) => {
            setEditing(null);
            say.good(`The rate for ${rate.place} is saved.`);
            own.reload();
          }}
        />
      )}
      {deleting && (
        <Dialog title={`Delete the rate for ${deleting.place}?`} close={() => setDeleting(null)}>
          <p>What is configured or built in holds there again; where nothing is, nothing is sold. Orders keep the tax they were placed with.</p>
          <div className="row">
            <button type="button" className="button button--danger" onClick={() => void drop(deleting)}>
              Delete rate
            </button>
            <button type="button" className="button button--quiet" onClick={() => setDeleting(null)}>
              Keep it
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
