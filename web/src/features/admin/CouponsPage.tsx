// The shop's coupons: what there is, what was used, and making, changing and deleting them.
import { useState } from 'react';
import { deleteCoupon, listCoupons } from '../../api/admin';
import { asProblem } from '../../api/problem';
import type { Coupon } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { LoadMore } from '../../ui/LoadMore';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import { useSay } from '../../ui/Toasts';
import { usePages } from '../../ui/usePages';
import { useTitle } from '../../ui/useTitle';
import { dateOnly } from '../../ui/words';
import { CouponDialog } from './CouponDialog';

function worthOf(coupon: Coupon): string {
  const currency = coupon.currency ?? 'USD';
  if (coupon.type === 'percent') return `${coupon.value} % off`;
  if (coupon.type === 'amount') return `${money(coupon.value ?? 0, currency)} off`;
  if (coupon.type === 'free_shipping') return 'Free shipping';
  return `Buy ${coupon.buy ?? '?'}, get ${coupon.get ?? '?'}`;
}

export function CouponsPage() {
  useTitle('Coupons');
  const say = useSay();
  const pages = usePages<Coupon>((cursor, signal) => listCoupons({ limit: 50, cursor }, signal), 'coupons');
  const [editing, setEditing] = useState<Coupon | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Coupon | null>(null);

  const drop = async (coupon: Coupon) => {
    setDeleting(null);
    try {
      await deleteCoupon(coupon.code);
      say.good(`Coupon ${coupon.code} is deleted.`);
    } catch (error) {
      say.bad(asProblem(error).message);
    }
    pages.reload();
  };

  return (
    <div className="stack">
      <div className="row row--apart">
        <h1>Coupons</h1>
        <button type="button" className="button button--primary" onClick={() => setEditing('new')}>
          New coupon
        </button>
      </div>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading coupons" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">No coupons yet.</p>}
      {pages.items.length > 0 && (
        <div className="table-scroll">
          <table className="table table--cards">
            <thead>
              <tr>
                <th scope="col">Code</th>
                <th scope="col">Worth</th>
                <th scope="col" className="table__roomy">From</th>
                <th scope="col" className="table__roomy">Until</th>
                <th scope="col" className="end">
                  Used
                </th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((coupon) => (
                <tr key={coupon.code} data-testid="coupon-row">
                  <td className="strong mono">{coupon.code}</td>
                  <td>
                    {worthOf(coupon)}
                    {coupon.min_subtotal ? <span className="soft"> from {money(coupon.min_subtotal, coupon.currency ?? 'USD')}</span> : null}
                  </td>
                  <td className="table__roomy">{dateOnly(coupon.starts_at)}</td>
                  <td className="table__roomy">{dateOnly(coupon.ends_at)}</td>
                  <td className="end figure nowrap" data-label="Used">
                    {coupon.used}
                    {coupon.total_limit ? ` / ${coupon.total_limit}` : ''}
                  </td>
                  <td className="end nowrap">
                    <button type="button" className="button button--small button--quiet" onClick={() => setEditing(coupon)}>
                      Edit<span className="visually-hidden"> {coupon.code}</span>
                    </button>{' '}
                    <button type="button" className="button button--small button--danger" onClick={() => setDeleting(coupon)}>
                      Delete<span className="visually-hidden"> {coupon.code}</span>
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore pages={pages} />
      {editing && (
        <CouponDialog
          coupon={editing === 'new' ? null : editing}
          close={() => setEditing(null)}
          saved={(coupon) => {
            setEditing(null);
            say.good(`Coupon ${coupon.code} is saved.`);
            pages.reload();
          }}
        />
      )}
      {deleting && (
        <Dialog title={`Delete ${deleting.code}?`} close={() => setDeleting(null)}>
          <p>It cannot be used any more. Orders that used it keep their discount.</p>
          <div className="row">
            <button type="button" className="button button--danger" onClick={() => void drop(deleting)}>
              Delete coupon
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
