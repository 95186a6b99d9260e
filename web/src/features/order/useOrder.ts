// One order and its timeline, kept up to date while the page is open.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { getOrder, listEvents } from '../../api/orders';
import { followOrder, type Following } from '../../api/core/orderStream';
import { asProblem, type Problem } from '../../api/core/problem';
import type { Order, OrderEvent, OrderStatus } from '../../api/types';
import { isFinal, statuses } from './statuses';

export interface WatchedOrder {
  order: Order;
  events: OrderEvent[];
  /** Opened by the key of a mail's link: it can be looked at and withdrawn from; all else is done from the account or device of whoever bought it. */
  byKey?: boolean;
}

/** A page that was opened by a key has no stream: it looks again so often. */
const LOOK_EVERY_MS = 15_000;

export interface Watch {
  data: WatchedOrder | null;
  problem: Problem | null;
  loading: boolean;
  reload: () => void;
  following: Following | null;
}

async function read(orderId: string, signal: AbortSignal, key?: string): Promise<WatchedOrder> {
  const [order, events] = await Promise.all([
    getOrder(orderId, signal, key),
    // The order is worth showing even when its timeline cannot be read.
    listEvents(orderId, signal, key).catch((): OrderEvent[] => []),
  ]);
  // What is done to an order is done to the version that is shown: it must not be older than what the timeline beside it tells.
  return { order: isBehind(order, events) ? await getOrder(orderId, signal, key) : order, events, byKey: key !== undefined };
}

/** As its buyer where this device is the buyer's, else by the key of the mail's link. */
async function readAsAnyone(orderId: string, signal: AbortSignal, key: string | null): Promise<WatchedOrder> {
  try {
    return await read(orderId, signal);
  } catch (error) {
    const { status } = asProblem(error);
    if (key === null || (status !== 401 && status !== 404)) throw error;
    return read(orderId, signal, key);
  }
}

export function useOrder(orderId: string, key: string | null = null): Watch {
  const client = useQueryClient();
  // Not kept beyond the page: the next who opens it here may be somebody else.
  const order = useQuery({ queryKey: ['orders', orderId, 'order', key], queryFn: ({ signal }) => readAsAnyone(orderId, signal, key), gcTime: 0 });
  const { refetch } = order;
  const reload = useCallback(() => void refetch(), [refetch]);
  const loaded = {
    data: order.data ?? null,
    problem: order.error && !order.isFetching ? asProblem(order.error) : null,
    loading: order.isFetching,
    reload,
    replace: (next: WatchedOrder) => client.setQueryData(['orders', orderId, 'order', key], next),
  };
  const [following, setFollowing] = useState<Following | null>(null);
  const now = useRef(loaded);
  now.current = loaded;
  const known = loaded.data !== null;
  const byKey = loaded.data?.byKey === true;

  useEffect(() => {
    if (!known) return;
    const status = () => now.current.data?.order.status;
    const last = status();
    if (last !== undefined && isFinal(last)) return;
    if (byKey) {
      setFollowing('polling');
      const timer = setInterval(() => now.current.reload(), LOOK_EVERY_MS);
      return () => clearInterval(timer);
    }
    return followOrder(orderId, {
      isFinal: () => {
        const at = status();
        return at !== undefined && isFinal(at);
      },
      onState: setFollowing,
      onEvent: (event) => {
        const told = event ? statusIn(event.data) : undefined;
        const shown = now.current.data;
        // The first event repeats what the page already shows; reading again would be for nothing.
        // What happens beside the status, a payment that waits above all, is news all the same.
        if (event && shown && isShown(shown, event.id)) return;
        if (told && shown && told !== shown.order.status) {
          // What may be done from here comes with the reading that follows at once. Beside the status all stays where it is pressed.
          const next = { ...shown, order: { ...shown.order, status: told, legal_next: [], can_cancel: false } };
          now.current.replace(next);
        }
        now.current.reload();
      },
    });
  }, [orderId, known, byKey]);

  const { data, problem, loading } = loaded;
  return { data, problem, loading, reload, following };
}

/** Whether the timeline, oldest first, tells of something that came after the order was read. */
export function isBehind(order: Pick<Order, 'version'>, events: Pick<OrderEvent, 'event_id'>[]): boolean {
  return order.version < Number(events.at(-1)?.event_id ?? 0);
}

/** Order and timeline are read side by side, so one of them may have been read before the event and the other after it. */
export function isShown({ order, events }: { order: Pick<Order, 'version'>; events: Pick<OrderEvent, 'event_id'>[] }, eventId: string | null): boolean {
  return order.version >= Number(eventId) && events.some((known) => known.event_id === eventId);
}

function statusIn(data: string): OrderStatus | undefined {
  try {
    const parsed = JSON.parse(data) as { status?: unknown };
    return statuses.find((status) => status === parsed.status);
  } catch {
    // An event the page does not understand still means that something changed.
    return undefined;
  }
}
