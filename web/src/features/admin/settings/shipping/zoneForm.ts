// A shipping zone while it is edited as text, and back to what the host takes.
import type { ShippingExampleAsk, ShippingZone, ShippingZoneBody, ZoneMethod } from '../../../../api/types';
import { money } from '../../../../ui/money';

export interface StepText {
  up_to: string;
  price: string;
}

export interface MethodText {
  method: string;
  name: string;
  currency: string;
  carrier: string;
  days_min: string;
  days_max: string;
  free_from: string;
  provider: string;
  service: string;
  by: string;
  steps: StepText[];
}

export interface ZoneText {
  name: string;
  places: string;
  ships: boolean;
  methods: MethodText[];
}

/** Where and what, for the example. */
export interface ParcelText {
  country: string;
  region: string;
  postal_code: string;
  value: string;
  weight_g: string;
  currency: string;
}

export const blankStep: StepText = { up_to: '', price: '' };

export const blankMethod = (currency: string): MethodText => ({
  method: 'standard',
  name: 'Standard',
  currency,
  carrier: '',
  days_min: '3',
  days_max: '5',
  free_from: '',
  provider: '',
  service: '',
  by: 'value',
  steps: [blankStep],
});

const said = (value: string) => (value.trim() === '' ? null : value.trim());
const number = (value: string) => (value.trim() === '' ? null : Number(value));
const text = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));

export function zoneText(zone: ShippingZone | null, currency = 'USD'): ZoneText {
  return {
    name: zone?.name ?? '',
    places: zone?.places.join(', ') ?? '',
    ships: zone?.ships ?? true,
    methods: zone
      ? zone.methods.map((method) => ({
          method: method.method,
          name: method.name,
          currency: method.currency,
          carrier: method.carrier ?? '',
          days_min: text(method.days_min),
          days_max: text(method.days_max),
          free_from: text(method.free_from),
          provider: method.provider ?? '',
          service: method.service ?? '',
          by: method.by ?? 'value',
          steps: method.steps.map((step) => ({ up_to: text(step.up_to), price: text(step.price) })),
        }))
      : [blankMethod(currency)],
  };
}

export const placesOf = (places: string): string[] => places.split(/[\s,;]+/).filter((place) => place !== '');

/** The whole zone: what is empty is null, which takes it away from a zone that had it. */
export function zoneBody(zone: ZoneText): ShippingZoneBody {
  return {
    name: zone.name.trim(),
    places: placesOf(zone.places),
    ships: zone.ships,
    methods: zone.ships
      ? zone.methods.map((method) => ({
          method: method.method.trim(),
          name: method.name.trim(),
          currency: method.currency.trim().toUpperCase(),
          steps: method.steps.map((step) => ({ price: Number(step.price), up_to: number(step.up_to) })),
          by: method.by === 'weight' ? ('weight' as const) : ('value' as const),
          free_from: number(method.free_from),
          carrier: said(method.carrier),
          days_min: number(method.days_min),
          days_max: number(method.days_max),
          provider: said(method.provider),
          service: method.provider.trim() === '' ? null : said(method.service),
        }))
      : null,
  };
}

/** Whether there is enough of it to be worked out. */
export function isWhole(zone: ZoneText): boolean {
  return (
    zone.name.trim() !== '' &&
    placesOf(zone.places).length > 0 &&
    (!zone.ships || zone.methods.every((method) => /^[A-Za-z]{3}$/.test(method.currency.trim()) && method.steps.every((step) => step.price.trim() !== '' && !Number.isNaN(Number(step.price)))))
  );
}

/** A parcel to that place, with the zone as it would be where one is being written. */
export function parcelOf(parcel: ParcelText, zone: ZoneText | null, zoneId: string | null): ShippingExampleAsk {
  return {
    country: parcel.country.trim().toUpperCase(),
    region: said(parcel.region),
    postal_code: said(parcel.postal_code),
    value: Number(parcel.value) || 0,
    currency: parcel.currency.trim().toUpperCase(),
    weight_g: Math.round(Number(parcel.weight_g) || 0),
    zone: zone === null ? null : zoneBody(zone),
    shipping_zone_id: zoneId,
  };
}

/** The country that a parcel would go to, so that the example begins with a place of the zone. */
export function firstCountry(places: string): string {
  const first = placesOf(places).find((place) => /^[A-Za-z]{2}/.test(place));
  return first ? first.slice(0, 2).toUpperCase() : '';
}

/** What a method costs, in a line. */
export function priceWords(method: ZoneMethod): string {
  const steps = method.steps.map((step) => {
    const price = step.price === 0 ? 'free' : money(step.price, method.currency);
    if (step.up_to === null || step.up_to === undefined) return method.steps.length === 1 ? price : `else ${price}`;
    return `to ${method.by === 'weight' ? grams(step.up_to) : money(step.up_to, method.currency)}: ${price}`;
  });
  const free = method.free_from === null || method.free_from === undefined ? [] : [`free from ${money(method.free_from, method.currency)}`];
  return [...steps, ...free].join(', ');
}

export const grams = (weight: number): string => (weight >= 1000 ? `${weight / 1000} kg` : `${weight} g`);

export function daysWords(method: { days_min?: number | null; days_max?: number | null }): string {
  if (method.days_min === null || method.days_min === undefined || method.days_max === null || method.days_max === undefined) return '';
  return method.days_min === method.days_max ? `${method.days_max} working days` : `${method.days_min} to ${method.days_max} working days`;
}
