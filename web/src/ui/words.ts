// Turns wire names and times into words: "partially_shipped" becomes "Partially shipped".

export function words(name: string): string {
  const spaced = name.replace(/[_\-.]+/g, ' ').trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

export function dateTime(value: string | null | undefined): string {
  const date = value ? new Date(value) : null;
  if (!date || Number.isNaN(date.getTime())) return '–';
  return date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

export function dateOnly(value: string | null | undefined): string {
  const date = value ? new Date(value) : null;
  if (!date || Number.isNaN(date.getTime())) return '–';
  return date.toLocaleDateString(undefined, { dateStyle: 'medium' });
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString()} ${n === 1 ? one : many}`;
}

/** The last part of a long id is what tells two orders of the same minute apart. */
export function shortId(id: string): string {
  return id.length > 12 ? id.slice(-8).toUpperCase() : id;
}
