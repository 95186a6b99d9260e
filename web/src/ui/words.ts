// Turns wire names and times into words: "partially_shipped" becomes "Partially shipped".
import { locale } from '../i18n/languages';

export function words(name: string): string {
  const spaced = name.replace(/[_\-.]+/g, ' ').trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

export function dateTime(value: string | null | undefined): string {
  const date = value ? new Date(value) : null;
  if (!date || Number.isNaN(date.getTime())) return '–';
  return date.toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'short' });
}

export function dateOnly(value: string | null | undefined): string {
  const date = value ? new Date(value) : null;
  if (!date || Number.isNaN(date.getTime())) return '–';
  return date.toLocaleDateString(locale(), { dateStyle: 'medium' });
}

/** A day of the calendar, "2026-01-20", wherever the reader is. */
export function day(value: string): string {
  const date = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? value : date.toLocaleDateString(locale(), { dateStyle: 'medium', timeZone: 'UTC' });
}

export function number(value: number): string {
  return value.toLocaleString(locale());
}

/** "A, B and C" */
export function list(parts: string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(parts);
}

/** In English alone, for the pages of the shop's people; the shop's own have a message for each. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

/** The last part of a long id is what tells two orders of the same minute apart. */
export function shortId(id: string): string {
  return id.length > 12 ? id.slice(-8).toUpperCase() : id;
}
