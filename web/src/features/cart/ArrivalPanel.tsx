// What became of a cart that was merged into this one, on the page where the shopper arrives afterwards, until it is closed.
import { t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useLocation, useNavigate } from 'react-router';
import { CloseIcon } from '../../ui/icons';
import { useCart } from './CartContext';
import { fateWords, type Arrival, type ArrivalState } from './mergeWords';
import { useProductNames } from './useProductNames';
import './cart.css';

export function ArrivalPanel() {
  const { t } = useLingui();
  const location = useLocation();
  const navigate = useNavigate();
  const arrivals = (location.state as ArrivalState | null)?.arrivals ?? [];
  const { cart, loading } = useCart();
  const ids = arrivals.flatMap((arrival) => arrival.lines.map((line) => line.product_id));
  const nameOf = useProductNames(ids, loading ? null : cart);
  if (arrivals.length === 0) return null;

  const dismiss = () => {
    void navigate({ pathname: location.pathname, search: location.search, hash: location.hash }, { replace: true, preventScrollReset: true, state: { inPlace: true } });
    // The button goes with the panel; the keyboard goes on at the top of the page.
    document.getElementById('main')?.focus({ preventScroll: true });
  };

  return (
    <div className="page">
      <section className="arrival" aria-labelledby="arrival-title" data-testid="merge-report">
        <div className="arrival__head">
          <h2 id="arrival-title">{titleOf(arrivals)}</h2>
          <button type="button" className="icon-button" aria-label={t`Close this report`} onClick={dismiss} data-testid="merge-report-close">
            <CloseIcon />
          </button>
        </div>
        {arrivals.map((arrival) => (
          <div key={arrival.from} className="stack stack--tight">
            {arrival.status === 'later' && <p><Trans>We could not bring it over just now. It is kept, and comes along by itself in a moment; look into your cart again.</Trans></p>}
            {arrival.status === 'guest_token_invalid' && <p><Trans>What you had in your cart before signing in could not be found any more.</Trans></p>}
            {arrival.lines.length > 0 && (
              <ul className="arrival__lines">
                {arrival.lines.map((line, i) => (
                  <li key={`${line.product_id}-${i}`} data-testid="merge-line" data-fate={line.fate}>
                    <strong>{nameOf(line.product_id)}</strong> <span>{fateWords(line)}</span>
                  </li>
                ))}
              </ul>
            )}
          </div>
        ))}
      </section>
    </div>
  );
}

function titleOf(arrivals: Arrival[]): string {
  if (arrivals.some((arrival) => arrival.from === 'restore')) return t`Your cart is back`;
  return arrivals.some((arrival) => arrival.lines.length > 0) ? t`Your cart came along` : t`Your cart from before`;
}
