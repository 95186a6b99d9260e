// The address book.
import { get, patch, post, remove } from './core/client';
import type { Address, SavedAddress } from './types';

export async function readAddresses(signal?: AbortSignal): Promise<SavedAddress[]> {
  return (await get<{ items: SavedAddress[] }>('/api/users/me/addresses', { signal })).items;
}

export function addAddress(body: { address: Address; label?: string; default?: boolean }): Promise<SavedAddress> {
  return post<SavedAddress>('/api/users/me/addresses', body);
}

export function changeAddress(addressId: string, body: { address?: Address; label?: string; default?: boolean }): Promise<SavedAddress> {
  return patch<SavedAddress>('/api/users/me/addresses/' + encodeURIComponent(addressId), body);
}

export function removeAddress(addressId: string): Promise<void> {
  return remove('/api/users/me/addresses/' + encodeURIComponent(addressId));
}
