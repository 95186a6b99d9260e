// Puts something into the cart from wherever it is shown, and says what came of it.
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { asProblem } from '../../api/core/problem';
import { useSay } from '../../ui/Toasts';
import { useCart } from './CartContext';

interface Wanted {
  product_id: string;
  name: string;
}

export function useAddToCart() {
  const { t } = useLingui();
  const cart = useCart();
  const say = useSay();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);

  const add = async (wanted: Wanted, quantity = 1): Promise<void> => {
    if (adding) return;
    setAdding(true);
    try {
      await cart.add(wanted.product_id, quantity);
      cart.showAdded({ product_id: wanted.product_id, quantity });
    } catch (error) {
      const problem = asProblem(error);
      const left = problem.members.available;
      const page = `/products/${encodeURIComponent(wanted.product_id)}`;
      if (problem.code === 'choose_variant') void navigate(page);
      else if (problem.code === 'guests_denied') say.bad(problem.message, { to: `/sign-in?next=${encodeURIComponent(page)}`, text: t`Sign in` });
      else if (problem.code === 'out_of_stock' && typeof left === 'number') say.bad(left > 0 ? t`Only ${left} left, counting what is in your cart.` : t`This has just sold out.`);
      else say.bad(problem.message);
    } finally {
      setAdding(false);
    }
  };
  return { add, adding };
}
