// An order's status as a coloured word.
import type { OrderStatus } from '../api/types';
import { statusWords } from './statusWords';

const tones: Record<OrderStatus, string> = {
  pending: 'pill--warn',
  confirmed: 'pill--good',
  processing: 'pill--info',
  partially_shipped: 'pill--info',
  shipped: 'pill--info',
  delivered: 'pill--good',
  returned: '',
  cancelled: '',
  payment_failed: 'pill--danger',
};

export function StatusPill({ status, testId }: { status: OrderStatus; testId?: string }) {
  return (
    <span className={`pill ${tones[status] ?? ''}`} data-testid={testId} data-status={status}>
      {statusWords(status)}
    </span>
  );
}
