// Links to a cart: made, listed and revoked by its owner, used by whoever was given one.
import { get, post, put, remove } from './core/client';
import type { NewShareLink, ShareLink, SharedCart, SharePermission } from './types';

const MINE = '/api/cart/me';
const shared = (token: string) => `/api/shared-carts/${encodeURIComponent(token)}`;
const line = (token: string, productId: string) => `${shared(token)}/items/${encodeURIComponent(productId)}`;

export const shareCart = (permission: SharePermission, expires_in: number) =>
  post<NewShareLink>(`${MINE}/share`, { permission, expires_in }, { auth: 'guest' });

export async function listShares(signal?: AbortSignal): Promise<ShareLink[]> {
  return (await get<{ items: ShareLink[] }>(`${MINE}/shares`, { signal })).items;
}

export const revokeShare = (shareId: string) => remove<void>(`${MINE}/share/${encodeURIComponent(shareId)}`);

export const revokeShares = () => remove<void>(`${MINE}/share`);

export const readShared = (token: string, signal?: AbortSignal) => get<SharedCart>(shared(token), { auth: 'guest', signal });

export const addToShared = (token: string, product_id: string, quantity: number) =>
  post<SharedCart>(`${shared(token)}/items`, { product_id, quantity }, { auth: 'guest' });

export const setSharedQuantity = (token: string, productId: string, quantity: number) =>
  put<SharedCart>(line(token, productId), { quantity }, { auth: 'guest' });

export async function removeShared(token: string, productId: string): Promise<SharedCart> {
  await remove<void>(line(token, productId), { auth: 'guest' });
  return readShared(token);
}
