// What is to be done today, from the modules that know it: orders, stock, payments, mail. Each is asked only by whoever may see it, and
// each that does not answer leaves the others.
import { useQueries } from '@tanstack/react-query';
import { listMail } from '../../../api/desk/admin';
import { readProductsOf } from '../../../api/desk/analytics';
import { readToday } from '../../../api/orders';
import { listDifferences, listDisputes } from '../../../api/payments';
import { asProblem, type Problem } from '../../../api/core/problem';
import { listShortages, listStock } from '../../../api/desk/stock';
import { useSession } from '../../../ui/browser/useSession';
import { listed, orderLines, stockLine, type TodayLine } from './today';

/** Rows asked for: what is beyond is said as "99+". */
const ROWS = 100;

export interface TodayAnswer {
  lines: TodayLine[];
  reading: boolean;
  /** The first of those that could not be read. */
  problem: Problem | null;
  retry: () => void;
}

export function useToday(from: string, to: string): TodayAnswer {
  const { may, isVendor } = useSession();
  const orders = isVendor || may('orders.view') || may('payments.view') || may('payouts.view') || may('vendors.edit');
  const stock = isVendor || may('stock.view');
  const figures = isVendor || may('analytics.view');
  const asked = useQueries({
    queries: [
      { queryKey: ['orders', 'today'], enabled: orders, queryFn: async ({ signal }) => orderLines(await readToday(signal)) },
      {
        queryKey: ['stock', 'today', from, to],
        enabled: stock,
        queryFn: async ({ signal }) => {
          // How long it lasts is an estimate: without the sales the list is worth reading all the same.
          const sold = figures ? readProductsOf({ from, to, limit: 200 }, signal).then((page) => page.items, () => []) : Promise.resolve([]);
          return [stockLine(await listStock({ limit: ROWS }, signal), await sold)];
        },
      },
      {
        queryKey: ['stock', 'shortages'],
        enabled: may('stock.view'),
        queryFn: async ({ signal }) => [listed(await listShortages(signal), 'shortages', 'Paid orders that lack units', '/admin/stock?view=low')],
      },
      {
        queryKey: ['payments', 'differences', 'open'],
        enabled: may('payments.view'),
        queryFn: async ({ signal }) => [listed(await listDifferences({ state: 'open', limit: ROWS }, signal), 'differences', 'Payments that differ from what the provider says', '/admin/payments')],
      },
      {
        queryKey: ['payments', 'disputes', 'open'],
        enabled: may('payments.view'),
        queryFn: async ({ signal }) => {
          const page = await listDisputes({ limit: ROWS }, signal);
          const now = Date.now();
          const open = page.items.filter((one) => one.answer_by && Date.parse(one.answer_by) > now);
          const next = open.map((one) => one.answer_by ?? '').sort()[0];
          return [{ ...listed({ items: open, next_cursor: null }, 'disputes', 'Disputes to answer', '/admin/payments'), ...(next ? { ends: next } : {}) }];
        },
      },
      {
        queryKey: ['mail', 'failed'],
        enabled: may('mail.view'),
        queryFn: async ({ signal }) => [listed(await listMail({ status: 'failed', limit: ROWS }, signal), 'mails', 'Mails that could not be sent', '/admin/mail?status=failed')],
      },
    ],
  });
  const failed = asked.find((one) => one.isError);
  return {
    lines: asked.flatMap((one): TodayLine[] => one.data ?? []),
    reading: asked.some((one) => one.isLoading),
    problem: failed ? asProblem(failed.error) : null,
    retry: () => asked.forEach((one) => one.isError && void one.refetch()),
  };
}
