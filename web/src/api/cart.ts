// The shopper's own cart. Writes to an existing cart say which version they saw, so a change made
// in another tab is noticed rather than overwritten.
import { request, type RequestOptions } from './core/client';
import type { Cart, CartReply, MergedLine, RestoredCart } from './types';

const CART = '/api/cart/me';

export interface VersionedCart {
  cart: Cart;
  etag: string | null;
}

const whole = (cart: CartReply): Cart => ({ ...cart, currency: cart.currency ?? cart.saved_for_later[0]?.currency ?? 'USD' });

async function call(method: string, path: string, options: RequestOptions): Promise<VersionedCart> {
  const reply = await request<CartReply | undefined>(method, path, options);
  // Deletions answer 204; the cart as it is now has to be asked for.
  if (reply.data === undefined) return readCart();
  return { cart: whole(reply.data), etag: reply.etag };
}

const line = (productId: string) => `${CART}/items/${encodeURIComponent(productId)}`;
const seen = (etag: string | null): Record<string, string> => (etag ? { 'If-Match': etag } : {});

export async function readCart(signal?: AbortSignal): Promise<VersionedCart> {
  const reply = await request<CartReply>('GET', CART, { auth: 'required', signal });
  return { cart: whole(reply.data), etag: reply.etag };
}

export const addToCart = (product_id: string, quantity: number) =>
  call('POST', `${CART}/items`, { auth: 'guest', body: { product_id, quantity } });

export const setQuantity = (productId: string, quantity: number, etag: string | null) =>
  call('PUT', line(productId), { auth: 'guest', body: { quantity }, headers: seen(etag) });

export const removeLine = (productId: string) => call('DELETE', line(productId), { auth: 'guest' });

export const clearCart = () => call('DELETE', CART, { auth: 'guest' });

export const saveForLater = (productId: string) => call('POST', `${line(productId)}/save-for-later`, { auth: 'guest' });

export const moveToCart = (productId: string) =>
  call('POST', `${CART}/saved/${encodeURIComponent(productId)}/move-to-cart`, { auth: 'guest' });

export const applyCoupon = (code: string) => call('PUT', `${CART}/coupon`, { auth: 'guest', body: { code } });

export const removeCoupon = () => call('DELETE', `${CART}/coupon`, { auth: 'guest' });

export const acknowledgePrices = () => call('POST', `${CART}/acknowledge`, { auth: 'guest' });

export const setEmail = (email: string) => call('PUT', `${CART}/email`, { auth: 'guest', body: { email } });

export const dropEmail = () => call('DELETE', `${CART}/email`, { auth: 'guest' });

/** Takes the cart of a reminder's link over; what became of each line stands beside it. */
export async function restoreCart(token: string): Promise<VersionedCart & { lines: MergedLine[] }> {
  const reply = await request<RestoredCart>('POST', `/api/shared-carts/${encodeURIComponent(token)}/restore`, { auth: 'guest' });
  return { cart: whole(reply.data.cart), etag: reply.etag, lines: reply.data.merge.lines };
}
