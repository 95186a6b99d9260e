// Where the shop ships, for what, and where goods are fetched.
import { get, patch, post, remove, type QueryValue } from './core/client';
import type { Page, PickupPoint, PickupPointBody, ShippingExample, ShippingExampleAsk, ShippingZone, ShippingZoneBody, TableRates } from './types';

const zone = (id: string) => `/api/shipping-zones/${encodeURIComponent(id)}`;
const point = (id: string) => `/api/pickup-points/${encodeURIComponent(id)}`;
const seen = (version: number) => ({ headers: { 'If-Match': `"${version}"` } });

export const listZones = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<ShippingZone>>('/api/shipping-zones', { query, signal });

export const readTable = (signal?: AbortSignal) => get<TableRates>('/api/shipping-zones/table', { signal });

export const createZone = (body: ShippingZoneBody) => post<ShippingZone>('/api/shipping-zones', body);

/** Made only if nobody changed the zone since it was read. */
export const changeZone = (before: ShippingZone, change: Record<string, unknown>) => patch<ShippingZone>(zone(before.shipping_zone_id), change, seen(before.version));

export const deleteZone = (before: ShippingZone) => remove<void>(zone(before.shipping_zone_id), seen(before.version));

/** Writes nothing. */
export const workParcel = (ask: ShippingExampleAsk, signal?: AbortSignal) => post<ShippingExample>('/api/shipping-zones/example', ask, { signal });

export const listPickupPoints = (query: Record<string, QueryValue>, signal?: AbortSignal) => get<Page<PickupPoint>>('/api/pickup-points', { query, signal });

export const createPickupPoint = (body: PickupPointBody) => post<PickupPoint>('/api/pickup-points', body);

export const changePickupPoint = (before: PickupPoint, change: Record<string, unknown>) => patch<PickupPoint>(point(before.pickup_point_id), change, seen(before.version));

export const deletePickupPoint = (before: PickupPoint) => remove<void>(point(before.pickup_point_id), seen(before.version));
