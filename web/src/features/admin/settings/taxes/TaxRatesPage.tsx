// What tax the shop takes where: its own rows, and beneath them those of the configuration and of the program with their sources.
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { asProblem } from '../../../../api/core/problem';
import { deleteTaxRate, listFixedRates, listTaxRates } from '../../../../api/desk/taxRates';
import type { FixedRate, TaxRate } from '../../../../api/types';
import { Dialog } from '../../../../ui/Dialog';
import { DataTable, type Column } from '../../../../ui/table/DataTable';
import { useListState } from '../../../../ui/table/useListState';
import { useRows } from '../../../../ui/table/useRows';
import { useSay } from '../../../../ui/Toasts';
import { useTitle } from '../../../../ui/useTitle';
import { words } from '../../../../ui/words';
import { TaxRateDialog } from './TaxRateDialog';
import { reasons, windowOf } from './taxRateForm';

const classOf = (taxClass: string) => (taxClass === '*' ? 'Every class' : words(taxClass));

const percent = (rate: TaxRate | FixedRate) => (rate.percent === null ? 'none' : `${rate.percent} %`);

const columns: Column<TaxRate>[] = [
  {
    id: 'place',
    label: 'Place',
    name: true,
    cell: (rate) => (
      <>
        <span className="strong mono">{rate.place}</span>
        <span className="soft small below">{rate.source}</span>
      </>
    ),
    value: (rate) => rate.place,
  },
  { id: 'class', label: 'Class', cell: (rate) => classOf(rate.tax_class), value: (rate) => rate.tax_class },
  {
    id: 'rate',
    label: 'Rate',
    end: true,
    cell: (rate) => (
      <>
        <span className="nowrap">{percent(rate)}</span>
        <span className="soft small below">
          {rate.percent === 0 ? reasons[rate.reason] : rate.included ? 'in prices' : 'on top'}
          {rate.taxes_shipping ? '' : ', shipping free of it'}
        </span>
      </>
    ),
    value: (rate) => rate.percent,
  },
  { id: 'valid', label: 'Valid', cell: windowOf, value: windowOf },
];

const fixedColumns: Column<FixedRate>[] = [
  {
    id: 'place',
    label: 'Place',
    name: true,
    cell: (rate) => (
      <>
        <span className="strong mono">{rate.place}</span>
        <span className="soft small below">
          {rate.source}
          {rate.as_of && `, compared ${rate.as_of}`}
        </span>
      </>
    ),
    value: (rate) => rate.place,
  },
  { id: 'class', label: 'Class', cell: (rate) => classOf(rate.tax_class), value: (rate) => rate.tax_class },
  {
    id: 'rate',
    label: 'Rate',
    end: true,
    cell: (rate) => (
      <>
        <span className="nowrap">{percent(rate)}</span>
        <span className="soft small below">{rate.percent === null ? "the country's rate does not hold" : rate.included ? 'in prices' : 'on top'}</span>
      </>
    ),
    value: (rate) => rate.percent,
  },
  { id: 'valid', label: 'Valid', cell: windowOf, value: windowOf },
];

export function TaxRatesPage() {
  useTitle('Taxes');
  const say = useSay();
  const list = useListState(['country'], (search) => ({ country: (search.get('country') ?? '').trim().toUpperCase().slice(0, 2) }));
  const { country = '' } = list.values;
  // Half a country is none.
  const asked = country.length === 2 ? country : '';
  const own = useRows<TaxRate>(['tax-rates', { asked }], (cursor, signal) => listTaxRates({ country: asked, limit: 50, cursor }, signal));
  const fixed = useRows<FixedRate>(['fixed-rates', { asked }], (cursor, signal) => listFixedRates({ country: asked, limit: 50, cursor }, signal));
  const [search, setSearch] = useSearchParams();
  // The search over everything leads here with the form open.
  const [chosen, setEditing] = useState<TaxRate | 'new' | null>(null);
  const editing = chosen ?? (search.get('new') === 'rate' ? 'new' : null);
  const close = () => {
    setEditing(null);
    if (search.has('new')) setSearch({}, { replace: true, state: { inPlace: true } });
  };
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
    <div className="stack in-order">
      <h1>Taxes</h1>
      <p className="soft">
        A row of yours holds before the one beneath it for the same place and class. Where there is no row at all nothing is sold: tax that nobody has decided on would be yours to pay.
      </p>
      <h2>Your rates</h2>
      <DataTable
        name="tax-rates"
        label="Tax rates"
        one="rate"
        rows={own}
        columns={columns}
        rowId={(rate) => rate.tax_rate_id}
        rowTestId="tax-rate-row"
        list={list}
        search={false}
        filters={[{ id: 'country', label: 'Country', kind: 'text' }]}
        empty="None yet: the rates below hold."
        none={`None of yours for ${country}.`}
        extra={
          <button type="button" className="button button--primary" onClick={() => setEditing('new')} data-testid="new-tax-rate">
            New rate
          </button>
        }
        actions={(rate) => (
          <span className="row admin__actions">
            <button type="button" className="button button--small button--quiet" onClick={() => setEditing(rate)}>
              Edit<span className="visually-hidden"> the rate for {rate.place}</span>
            </button>
            <button type="button" className="button button--small button--danger" onClick={() => setDeleting(rate)}>
              Delete<span className="visually-hidden"> the rate for {rate.place}</span>
            </button>
          </span>
        )}
      />
      <h2>Beneath them</h2>
      <DataTable
        name="fixed-rates"
        label="Built-in and configured rates"
        one="rate"
        rows={fixed}
        columns={fixedColumns}
        rowId={(rate) => `${rate.place} ${rate.tax_class} ${rate.valid_from ?? ''}`}
        rowTestId="fixed-rate-row"
        empty={country ? `Nothing is built in or configured for ${country}.` : 'Nothing is built in.'}
      />
      {editing && (
        <TaxRateDialog
          rate={editing === 'new' ? null : editing}
          country={asked}
          close={close}
          saved={(rate) => {
            close();
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
