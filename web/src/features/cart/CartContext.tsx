// The cart that every page shares. Changes run one after the other, so that an early answer that
// arrives late cannot bring back a line the shopper has just removed.
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import * as api from '../../api/cart';
import { asProblem, isAbort, Problem } from '../../api/core/problem';
import type { Cart, MergedLine } from '../../api/types';
import { useSession } from '../../ui/browser/useSession';
import { withQuantity } from './notices';

/** What was put into the cart just now: the drawer shows it. */
export interface Added {
  product_id: string;
  quantity: number;
}

interface Carts {
  cart: Cart | null;
  loading: boolean;
  problem: Problem | null;
  busy: boolean;
  /** A change has had no answer and is sent again. */
  again: boolean;
  added: Added | null;
  /** Shows what was added, until it is closed. */
  showAdded: (added: Added | null) => void;
  reload: () => void;
  add: (productId: string, quantity: number) => Promise<Cart>;
  setQuantity: (productId: string, quantity: number) => Promise<Cart>;
  removeLine: (productId: string) => Promise<Cart>;
  clear: () => Promise<Cart>;
  saveForLater: (productId: string) => Promise<Cart>;
  moveToCart: (productId: string) => Promise<Cart>;
  applyCoupon: (code: string) => Promise<Cart>;
  removeCoupon: () => Promise<Cart>;
  acknowledgePrices: () => Promise<Cart>;
  setEmail: (email: string) => Promise<Cart>;
  dropEmail: () => Promise<Cart>;
  /** The cart of a reminder becomes this one; answers what became of each line. */
  restore: (token: string) => Promise<{ cart: Cart; lines: MergedLine[] }>;
}

const Context = createContext<Carts | null>(null);

/** So often a change is sent that nobody answers. */
const TRIES = 3;
const PAUSE_MS = 1_000;

const emptyCart: Cart = { user_id: '', version: 0, currency: 'USD', items: [], saved_for_later: [], coupon: null, discount: null, total_items: 0, total_price: 0, expires_at: null };

export function CartProvider({ children }: { children: ReactNode }) {
  const { session } = useSession();
  const owner = session?.user.user_id ?? null;
  const [state, setState] = useState<{ cart: Cart | null; etag: string | null; loading: boolean; problem: Problem | null }>({
    cart: null,
    etag: null,
    loading: true,
    problem: null,
  });
  const [busy, setBusy] = useState(0);
  const [again, setAgain] = useState(false);
  const [added, showAdded] = useState<Added | null>(null);
  const [turn, setTurn] = useState(0);
  const etag = useRef<string | null>(null);
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const changes = useRef(0);

  const shown = useRef<Cart | null>(null);
  const tabs = useRef<BroadcastChannel | null>(null);

  const take = useCallback((next: api.VersionedCart) => {
    etag.current = next.etag;
    shown.current = next.cart;
    setState({ cart: next.cart, etag: next.etag, loading: false, problem: null });
    return next.cart;
  }, []);

  // What another tab of this shopper changes is here at once, and what was changed while nobody looked, when somebody looks again.
  useEffect(() => {
    const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('cartwright.cart');
    tabs.current = channel;
    if (channel) channel.onmessage = ({ data }: MessageEvent<unknown>) => data === owner && setTurn((n) => n + 1);
    return () => {
      tabs.current = null;
      channel?.close();
    };
  }, [owner]);

  useEffect(() => {
    if (owner === null) {
      // Without a token there is nothing to read yet; the first write gets one.
      etag.current = null;
      shown.current = emptyCart;
      setState({ cart: emptyCart, etag: null, loading: false, problem: null });
      return;
    }
    const stop = new AbortController();
    const before = changes.current;
    setState((was) => ({ ...was, loading: true, problem: null }));
    // Read after the changes under way, for the same reason that they wait for each other.
    const read = last.current.catch(() => undefined).then(() => (stop.signal.aborted ? null : api.readCart(stop.signal)));
    read.then(
      (next) => {
        if (!next || stop.signal.aborted) return;
        // A change that began after the reading may have been answered before it: what was read is older, and is read again after it.
        if (changes.current === before) take(next);
        else setTurn((n) => n + 1);
      },
      (error: unknown) => {
        if (stop.signal.aborted || isAbort(error)) return;
        setState((was) => ({ ...was, loading: false, problem: asProblem(error) }));
      },
    );
    return () => stop.abort();
  }, [owner, turn, take]);

  // The same function for ever: a page that reloads the cart in an effect must not be started again by the reload.
  const reload = useCallback(() => setTurn((n) => n + 1), []);

  const carts = useMemo<Carts>(() => {
    const changeTo = <T extends api.VersionedCart>(action: () => Promise<T>): Promise<T> => {
      changes.current++;
      setBusy((n) => n + 1);
      const mine = last.current
        .catch(() => undefined)
        .then(action)
        .then((next) => {
          take(next);
          tabs.current?.postMessage(next.cart.user_id);
          return next;
        })
        .catch((error: unknown) => {
          // The cart is no longer the one on the screen: show how it is now before saying so.
          const { status } = asProblem(error);
          if (status === 412 || status === 404 || status === 409) setTurn((n) => n + 1);
          throw error;
        })
        .finally(() => {
          setAgain(false);
          setBusy((n) => n - 1);
        });
      last.current = mine;
      return mine;
    };
    /** Shows a change before it is answered; what is refused is undone. */
    const ahead = (next: Cart): (() => void) => {
      const before = shown.current;
      shown.current = next;
      setState((was) => ({ ...was, cart: next }));
      return () => {
        // Only what nobody has replaced meanwhile: an answer knows better.
        if (shown.current !== next) return;
        shown.current = before;
        setState((was) => ({ ...was, cart: before }));
      };
    };
    /** A change that may be sent twice is, where nobody answered: first the cart is looked at, whether it has been made after all. */
    const sure = (send: (etag: string | null) => Promise<api.VersionedCart>, isDone: (cart: Cart) => boolean) => async (): Promise<api.VersionedCart> => {
      const version = shown.current?.version;
      for (let tries = 1; ; tries++) {
        try {
          return await send(etag.current);
        } catch (error) {
          if (!asProblem(error).outcomeUnknown || tries === TRIES) throw error;
        }
        setAgain(true);
        await new Promise((later) => setTimeout(later, PAUSE_MS * tries));
        try {
          const now = await api.readCart();
          if (isDone(now.cart)) return now;
          etag.current = now.etag;
          if (now.cart.version !== version) throw new Problem(412, 'version_mismatch', '');
        } catch (error) {
          if (!asProblem(error).outcomeUnknown) throw error;
        }
      }
    };
    const quantityOf = (cart: Cart, id: string) => cart.items.find((line) => line.product_id === id)?.quantity ?? 0;
    const change = (action: () => Promise<api.VersionedCart>): Promise<Cart> => changeTo(action).then((next) => next.cart);
    return {
      cart: state.cart,
      loading: state.loading,
      problem: state.problem,
      busy: busy > 0,
      again,
      added,
      showAdded,
      reload,
      add: (id, quantity) => change(() => api.addToCart(id, quantity)),
      setQuantity: (id, quantity) => {
        const undo = shown.current ? ahead(withQuantity(shown.current, id, quantity)) : null;
        return change(sure((seen) => api.setQuantity(id, quantity, seen), (cart) => quantityOf(cart, id) === quantity)).catch((error: unknown) => {
          undo?.();
          throw error;
        });
      },
      removeLine: (id) => change(sure(() => api.removeLine(id), (cart) => ![...cart.items, ...cart.saved_for_later].some((line) => line.product_id === id))),
      clear: () => change(() => api.clearCart()),
      saveForLater: (id) => change(() => api.saveForLater(id)),
      moveToCart: (id) => change(() => api.moveToCart(id)),
      applyCoupon: (code) => change(() => api.applyCoupon(code)),
      removeCoupon: () => change(() => api.removeCoupon()),
      acknowledgePrices: () => change(() => api.acknowledgePrices()),
      setEmail: (email) => change(() => api.setEmail(email)),
      dropEmail: () => change(() => api.dropEmail()),
      restore: (token) => changeTo(() => api.restoreCart(token)),
    };
  }, [state, busy, again, added, take, reload]);

  return <Context.Provider value={carts}>{children}</Context.Provider>;
}

export function useCart(): Carts {
  const carts = useContext(Context);
  if (!carts) throw new Error('useCart stands outside <CartProvider>.');
  return carts;
}
