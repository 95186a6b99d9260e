// The orders before and behind this one, by link and by Alt+K and Alt+J: those of the list that one came from, else by time.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useNavigate } from 'react-router';
import { listOrders } from '../../../api/orders';
import { useSession } from '../../../ui/browser/useSession';
import { neighboursIn, type Neighbours } from './neighbours';

const none: Neighbours = { previous: null, next: null };

interface Props {
  orderId: string;
  createdAt: string;
}

export function NextOrders({ orderId, createdAt }: Props) {
  const { may } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const found = useQuery({
    queryKey: ['order neighbours', orderId],
    staleTime: Infinity,
    gcTime: 0,
    queryFn: async ({ signal }): Promise<Neighbours> => {
      // The list that was looked at last, and no customer's.
      const lists = client
        .getQueryCache()
        .findAll({ predicate: ({ queryKey: [area, of] }) => (area === 'orders' && of === 'all') || area === 'vendor-orders' })
        .sort((one, other) => other.state.dataUpdatedAt - one.state.dataUpdatedAt)
        .map((query) => query.state.data);
      const near = neighboursIn(lists, orderId);
      // A vendor without a list has no other way to them.
      if (near || !may('orders.view')) return near ?? none;
      const [older, newer] = await Promise.all([
        listOrders({ to: createdAt, limit: 1 }, signal),
        // The first of those from its own moment on is the order itself.
        listOrders({ from: createdAt, sort: 'created_at', limit: 5 }, signal),
      ]);
      return { next: older.items[0]?.order_id ?? null, previous: newer.items.find((one) => one.order_id !== orderId)?.order_id ?? null };
    },
  });
  const { previous, next } = found.data ?? none;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const to = event.code === 'KeyJ' ? next : event.code === 'KeyK' ? previous : null;
      if (!to || !event.altKey || event.ctrlKey || event.metaKey || document.querySelector('dialog[open]') || isTyping(event.target)) return;
      event.preventDefault();
      void navigate(pathOf(to));
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [previous, next, navigate]);
  if (!previous && !next) return null;
  return (
    <nav className="row small" aria-label="Other orders">
      {previous && (
        <Link to={pathOf(previous)} aria-keyshortcuts="Alt+K" title="Alt+K">
          ← Previous order
        </Link>
      )}
      {next && (
        <Link to={pathOf(next)} aria-keyshortcuts="Alt+J" title="Alt+J">
          Next order →
        </Link>
      )}
    </nav>
  );
}

const pathOf = (orderId: string) => `/admin/orders/${encodeURIComponent(orderId)}`;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, select, textarea'));
}
