// The shop's own face, for everybody; and the settings behind it, for its owner.
import { get, put, remove, request, upload } from './core/client';
import type { EditedPolicies, EditedPolicy, OwnPicture, Page, Settings, SettingsBody, SettingsChange, ShippingOutlook, Shop } from './types';

export const readShop = (signal?: AbortSignal) => get<Shop>('/api/shop', { auth: 'none', signal });

/** What shipping to a country looks like before there is an address. */
export const readOutlook = (country: string, currency: string, signal?: AbortSignal) =>
  get<ShippingOutlook>('/api/shop/shipping', { auth: 'none', query: { country, currency }, signal });

export const readSettings = (signal?: AbortSignal) => get<Settings>('/api/settings', { signal });

/** Written only if nobody changed them since that version was read. */
export const writeSettings = (settings: SettingsBody, version: number) =>
  put<Settings>('/api/settings', settings, { headers: { 'If-Match': `"${version}"` } });

export const listSettingsChanges = (cursor: string | null, signal?: AbortSignal) =>
  get<Page<SettingsChange>>('/api/settings/changes', { query: { limit: 10, cursor }, signal });

export const listTimeZones = async (signal?: AbortSignal) => (await get<{ items: string[] }>('/api/settings/time-zones', { signal })).items;

/** A logo, or a picture of the home page. */
export function addOwnPicture(file: File, left: (part: number) => void): Promise<OwnPicture> {
  const form = new FormData();
  form.append('file', file);
  return upload<OwnPicture>('/api/pictures', form, left);
}

export const listEditedPolicies = (signal?: AbortSignal) => get<EditedPolicies>('/api/settings/policies', { signal });

export const writePolicy = async (name: string, text: string, version: number) =>
  (await request<EditedPolicy>('PUT', `/api/policies/${encodeURIComponent(name)}`, { body: { text }, headers: { 'If-Match': `"${version}"` } })).data;

export const removePolicy = (name: string, version: number) =>
  remove<void>(`/api/policies/${encodeURIComponent(name)}`, { headers: { 'If-Match': `"${version}"` } });
