// Whose labels can be bought, the label of a parcel as a file, and where a parcel is.
import { get, getFile, type RequestOptions } from '../core/client';
import type { Carriers, Tracking } from '../types';

export const listCarriers = (signal?: AbortSignal) => get<Carriers>('/api/carriers', { signal });

/** `of` is the order's address below /api: the shop's own or a vendor's. */
export const readLabel = (of: string, number: number) => getFile(`/api/${of}/shipments/${number}/label`);

export const trackParcel = (orderId: string, number: number, keyed: Pick<RequestOptions, 'auth' | 'headers'>) =>
  get<Tracking>(`/api/orders/${encodeURIComponent(orderId)}/shipments/${number}/tracking`, keyed);
