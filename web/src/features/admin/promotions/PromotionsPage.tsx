// The shop's promotions: what there is, what was used, and making, changing and deleting them.
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { deletePromotion, listPromotions } from '../../../api/desk/admin';
import { asProblem } from '../../../api/core/problem';
import type { Promotion } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { May } from '../../../ui/May';
import { money } from '../../../ui/money';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import { useListState } from '../../../ui/table/useListState';
import { useRows } from '../../../ui/table/useRows';
import { useSay } from '../../../ui/Toasts';
import { useTitle } from '../../../ui/useTitle';
import { count } from '../../../ui/words';
import { windowWords } from '../../../ui/browser/shopWindow';
import { BatchDialog } from './BatchDialog';
import { PromotionDialog } from './PromotionDialog';

const states = { live: 'Live', scheduled: 'Scheduled', ended: 'Ended' } as const;

function worthOf(promotion: Promotion): string {
  const currency = promotion.currency ?? 'USD';
  if (promotion.type === 'percent') return `${promotion.value} % off`;
  if (promotion.type === 'amount') return `${money(promotion.value ?? 0, currency)} off`;
  if (promotion.type === 'free_shipping') return 'Free shipping';
  return `Buy ${promotion.buy ?? '?'}, get ${promotion.get ?? '?'}`;
}

function conditionsOf(promotion: Promotion): string {
  return [
    promotion.min_subtotal ? `from ${money(promotion.min_subtotal, promotion.currency ?? 'USD')}` : '',
    promotion.min_quantity ? `${promotion.min_quantity} or more` : '',
    ...promotion.categories,
    promotion.products.length > 0 ? count(promotion.products.length, 'product') : '',
    promotion.customer_groups.length > 0 ? `for ${promotion.customer_groups.join(', ')}` : '',
    promotion.first_order ? 'first order' : '',
    promotion.stackable ? '' : 'alone',
  ]
    .filter(Boolean)
    .join(' · ');
}

const views = [{ label: 'All', search: '' }, ...Object.entries(states).map(([state, label]) => ({ label, search: `state=${state}` }))];

const columns: Column<Promotion>[] = [
  {
    id: 'promotion',
    label: 'Promotion',
    name: true,
    cell: (promotion) => (
      <>
        {promotion.code ? <span className="strong mono">{promotion.code}</span> : <span className="strong">{promotion.name}</span>}
        <span className="soft small below">
          {promotion.code ? (promotion.name === `Coupon ${promotion.code}` ? 'by its code' : promotion.name) : promotion.single_use_codes ? 'by codes for one use' : 'without a code'}
        </span>
      </>
    ),
    value: (promotion) => promotion.code ?? promotion.name,
  },
  {
    id: 'worth',
    label: 'Worth',
    plain: true,
    cell: (promotion) => (
      <>
        {worthOf(promotion)}
        <span className="soft small below">{conditionsOf(promotion)}</span>
      </>
    ),
    value: worthOf,
  },
  {
    id: 'state',
    label: 'State',
    plain: true,
    cell: (promotion) => <span className={`pill${promotion.state === 'live' ? ' pill--good' : promotion.state === 'scheduled' ? ' pill--info' : ''}`}>{states[promotion.state]}</span>,
    value: (promotion) => promotion.state,
  },
  { id: 'window', label: 'Window', wide: true, cell: (promotion) => windowWords(promotion) ?? 'Always', value: (promotion) => windowWords(promotion) ?? 'Always' },
  { id: 'used', label: 'Used', end: true, cell: (promotion) => `${promotion.used}${promotion.total_limit ? ` / ${promotion.total_limit}` : ''}`, value: (promotion) => promotion.used },
];

export function PromotionsPage() {
  useTitle('Promotions');
  const say = useSay();
  const list = useListState(['q', 'state']);
  const { q, state } = list.values;
  const [search, setSearch] = useSearchParams();
  const rows = useRows<Promotion>(['promotions', list.values], (cursor, signal) => listPromotions({ q, state, limit: 50, cursor }, signal));
  // The search over everything leads here with the form open.
  const [editing, setEditing] = useState<Promotion | null>(null);
  const making = search.get('new') === 'promotion';
  const make = (open: boolean) =>
    setSearch((now) => {
      if (open) now.set('new', 'promotion');
      else now.delete('new');
      return now;
    }, { state: { inPlace: true } });
  const [deleting, setDeleting] = useState<Promotion | null>(null);
  const [coding, setCoding] = useState<Promotion | null>(null);

  const drop = async (promotion: Promotion) => {
    setDeleting(null);
    try {
      await deletePromotion(promotion.promotion_id);
      say.good(`${promotion.name} is deleted.`);
    } catch (error) {
      say.bad(asProblem(error).message);
    }
    rows.reload();
  };

  return (
    <div className="stack">
      <DataTable
        name="promotions"
        label="Promotions"
        one="promotion"
        rows={rows}
        columns={columns}
        rowId={(promotion) => promotion.promotion_id}
        rowTestId="coupon-row"
        list={list}
        search={{ label: 'Find a promotion' }}
        views={views}
        empty="No promotions yet."
        none="None is like this."
        extra={
          <May permission="promotions.edit">
            <button type="button" className="button button--primary" onClick={() => make(true)} data-testid="new-promotion">
              New promotion
            </button>
          </May>
        }
        actions={(promotion) => (
          <May permission="promotions.edit">
            <span className="row admin__actions">
              {promotion.single_use_codes && (
                <button type="button" className="button button--small" onClick={() => setCoding(promotion)}>
                  Codes<span className="visually-hidden"> of {promotion.name}</span>
                </button>
              )}
              <button type="button" className="button button--small button--quiet" onClick={() => setEditing(promotion)}>
                Edit<span className="visually-hidden"> {promotion.name}</span>
              </button>
              <button type="button" className="button button--small button--danger" onClick={() => setDeleting(promotion)}>
                Delete<span className="visually-hidden"> {promotion.name}</span>
              </button>
            </span>
          </May>
        )}
      />
      {(editing || making) && (
        <PromotionDialog
          promotion={editing}
          close={() => (editing ? setEditing(null) : make(false))}
          saved={(promotion) => {
            if (editing) setEditing(null);
            else make(false);
            say.good(`${promotion.name} is saved.`);
            rows.reload();
          }}
        />
      )}
      {coding && <BatchDialog promotion={coding} close={() => setCoding(null)} />}
      {deleting && (
        <Dialog title={`Delete ${deleting.name}?`} close={() => setDeleting(null)}>
          <p>It cannot be used any more, nor can its codes. Orders that used it keep their discount.</p>
          <div className="row">
            <button type="button" className="button button--danger" onClick={() => void drop(deleting)}>
              Delete promotion
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
