// The shop's promotions: what there is, what was used, and making, changing and deleting them.
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { deletePromotion, listPromotions } from '../../../api/admin';
import { asProblem } from '../../../api/problem';
import type { Promotion } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field, SelectField } from '../../../ui/Field';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { May } from '../../../ui/May';
import { money } from '../../../ui/money';
import { useSay } from '../../../ui/Toasts';
import { usePages } from '../../../ui/usePages';
import { useTitle } from '../../../ui/useTitle';
import { count } from '../../../ui/words';
import { windowWords } from '../../../ui/shopWindow';
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

export function PromotionsPage() {
  useTitle('Promotions');
  const say = useSay();
  const [search, setSearch] = useSearchParams();
  const q = search.get('q') ?? '';
  const state = search.get('state') ?? '';
  const [text, setText] = useState(q);
  const pages = usePages<Promotion>((cursor, signal) => listPromotions({ q, state, limit: 50, cursor }, signal), `promotions|${q}|${state}`);
  const [editing, setEditing] = useState<Promotion | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Promotion | null>(null);
  const [coding, setCoding] = useState<Promotion | null>(null);

  const look = (change: { q?: string; state?: string }) =>
    setSearch(Object.fromEntries(Object.entries({ q, state, ...change }).filter(([, value]) => value !== '')));

  const drop = async (promotion: Promotion) => {
    setDeleting(null);
    try {
      await deletePromotion(promotion.promotion_id);
      say.good(`${promotion.name} is deleted.`);
    } catch (error) {
      say.bad(asProblem(error).message);
    }
    pages.reload();
  };

  return (
    <div className="stack">
      <div className="row row--apart">
        <form
          className="admin__search admin__search--choice"
          role="search"
          aria-label="Promotions"
          onSubmit={(event) => {
            event.preventDefault();
            look({ q: text.trim() });
          }}
        >
          <Field label="Find a promotion" type="search" value={text} maxLength={200} onChange={(event) => setText(event.target.value)} />
          <SelectField label="State" value={state} onChange={(event) => look({ state: event.target.value })}>
            <option value="">All</option>
            {Object.entries(states).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </SelectField>
          <button type="submit" className="button">
            Search
          </button>
        </form>
        <May permission="promotions.edit">
          <button type="button" className="button button--primary" onClick={() => setEditing('new')} data-testid="new-promotion">
            New promotion
          </button>
        </May>
      </div>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading promotions" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">{q || state ? 'None is like this.' : 'No promotions yet.'}</p>}
      {pages.items.length > 0 && (
        <div className="table-scroll">
          <table className="table table--cards">
            <thead>
              <tr>
                <th scope="col">Promotion</th>
                <th scope="col">Worth</th>
                <th scope="col">State</th>
                <th scope="col" className="table__roomy">Window</th>
                <th scope="col" className="end">
                  Used
                </th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((promotion) => (
                <tr key={promotion.promotion_id} data-testid="coupon-row">
                  <td>
                    {promotion.code ? <span className="strong mono">{promotion.code}</span> : <span className="strong">{promotion.name}</span>}
                    <span className="soft small below">
                      {promotion.code ? (promotion.name === `Coupon ${promotion.code}` ? 'by its code' : promotion.name) : promotion.single_use_codes ? 'by codes for one use' : 'without a code'}
                    </span>
                  </td>
                  <td>
                    {worthOf(promotion)}
                    <span className="soft small below">{conditionsOf(promotion)}</span>
                  </td>
                  <td>
                    <span className={`pill pill${promotion.state === 'live' ? ' pill--good' : promotion.state === 'scheduled' ? ' pill--info' : ''}`}>{states[promotion.state]}</span>
                  </td>
                  <td className="table__roomy nowrap">{windowWords(promotion) ?? 'Always'}</td>
                  <td className="end figure nowrap" data-label="Used">
                    {promotion.used}
                    {promotion.total_limit ? ` / ${promotion.total_limit}` : ''}
                  </td>
                  <td className="end">
                    <span className="row admin__actions">
                      <May permission="promotions.edit">
                        {promotion.single_use_codes && (
                          <button type="button" className="button button--small" onClick={() => setCoding(promotion)}>
                            Codes<span className="visually-hidden"> of {promotion.name}</span>
                          </button>
                        )}
                      </May>
                      <May permission="promotions.edit">
                        <button type="button" className="button button--small button--quiet" onClick={() => setEditing(promotion)}>
                          Edit<span className="visually-hidden"> {promotion.name}</span>
                        </button>
                      </May>
                      <May permission="promotions.edit">
                        <button type="button" className="button button--small button--danger" onClick={() => setDeleting(promotion)}>
                          Delete<span className="visually-hidden"> {promotion.name}</span>
                        </button>
                      </May>
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore pages={pages} />
      {editing && (
        <PromotionDialog
          promotion={editing === 'new' ? null : editing}
          close={() => setEditing(null)}
          saved={(promotion) => {
            setEditing(null);
            say.good(`${promotion.name} is saved.`);
            pages.reload();
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
