// The lines of what is to be done: how many, since when, and where.
import type { LowStockLine, Page, Today, TopProducts } from '../../../api/types';
import { locale } from '../../../i18n/languages';

export interface TodayLine {
  name: string;
  label: string;
  count: number;
  /** There are more than the count says. */
  more: boolean;
  to: string;
  /** Since when the first of them waits. */
  since?: string;
  /** When the next of them ends. */
  ends?: string;
  note?: string;
}

const MOST = 99;

type Waiting = NonNullable<Today['to_pack']>;

const words: { member: keyof Today; name: string; label: string; to: string; ends?: boolean }[] = [
  { member: 'to_pack', name: 'to-pack', label: 'Orders to pack', to: '/admin/orders?status=confirmed' },
  { member: 'to_ship', name: 'to-ship', label: 'Orders being packed, to send', to: '/admin/orders?status=processing' },
  { member: 'partly_sent', name: 'partly-sent', label: 'Orders sent in part, to finish', to: '/admin/orders?status=partially_shipped' },
  { member: 'holds_ending', name: 'holds', label: 'Orders whose held money ends within two days', to: '/admin/payments', ends: true },
  { member: 'payments_waiting', name: 'payments-waiting', label: 'Orders whose payment is open for an hour', to: '/admin/orders?status=pending' },
  { member: 'returns_requested', name: 'returns', label: 'Returns to answer', to: '/admin/returns?status=requested' },
  { member: 'returns_received', name: 'returns-received', label: 'Returns to pay back', to: '/admin/returns?status=received' },
  { member: 'withdrawals', name: 'withdrawals', label: 'Withdrawals of the last 14 days', to: '/admin/withdrawals' },
  { member: 'applications', name: 'applications', label: 'Applications to sell here', to: '/admin/sellers' },
  { member: 'payout_files', name: 'payout-files', label: 'Payout files to confirm', to: '/admin/payouts' },
  { member: 'vendor_accounts', name: 'accounts', label: 'Changed accounts to confirm', to: '/admin/payouts', ends: true },
];

/** What Ordering says; what the caller may not see is not there. */
export function orderLines(today: Today): TodayLine[] {
  return words.flatMap(({ member, name, label, to, ends }) => {
    const waiting: Waiting | null | undefined = today[member];
    if (!waiting) return [];
    return [{ name, label, to, count: waiting.count, more: waiting.more, ...(waiting.oldest ? (ends ? { ends: waiting.oldest } : { since: waiting.oldest }) : {}) }];
  });
}

/** A page of a list, counted: exact up to 99. */
export function listed(page: Page<unknown>, name: string, label: string, to: string): TodayLine {
  return { name, label, to, count: Math.min(page.items.length, MOST), more: page.items.length > MOST || page.next_cursor !== null };
}

const SOLD_DAYS = 30;

/** Days that the units last at the pace of the last thirty; null where nothing was sold of it. */
export function daysLeft(available: number, soldUnits: number): number | null {
  return soldUnits <= 0 ? null : Math.max(0, Math.floor(available / (soldUnits / SOLD_DAYS)));
}

/** What runs low, with the one that is gone first. */
export function stockLine(page: Page<LowStockLine>, sold: TopProducts['items']): TodayLine {
  const units = new Map(sold.map((one) => [one.product_id, one.units - one.refunded_units]));
  const first = page.items
    .flatMap((one) => {
      const days = daysLeft(one.available, units.get(one.product_id) ?? 0);
      return days === null ? [] : [{ one, days }];
    })
    .sort((a, b) => a.days - b.days)[0];
  const line = listed(page, 'stock', 'Products that run out', '/admin/stock?view=low');
  if (!first) return line;
  const left = first.one.available <= 0 ? 'is gone' : first.days === 0 ? 'lasts less than a day' : `lasts about ${first.days === 1 ? 'a day' : `${first.days} days`}`;
  return { ...line, note: `${first.one.name} ${left}` };
}

/** Two moments apart, in words: "3 days ago", "in 5 hours". */
export function apart(moment: string, now: number): string {
  const minutes = Math.round((Date.parse(moment) - now) / 60_000);
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'always' });
  if (Math.abs(minutes) < 60) return format.format(minutes, 'minute');
  const hours = Math.trunc(minutes / 60);
  return Math.abs(hours) < 48 ? format.format(hours, 'hour') : format.format(Math.trunc(hours / 24), 'day');
}

/** "3", or "99+". */
export const howMany = ({ count, more }: Pick<TodayLine, 'count' | 'more'>): string => `${count}${more ? '+' : ''}`;
