// A return's state as a coloured word.
import type { OrderReturn } from '../../../api/types';
import { returnWords } from '../../../ui/statusWords';

const tones: Record<OrderReturn['status'], string> = { requested: 'pill--warn', approved: 'pill--info', rejected: '', received: 'pill--info', refunded: 'pill--good' };

export function ReturnPill({ status }: { status: OrderReturn['status'] }) {
  return <span className={`pill ${tones[status]}`}>{returnWords(status)}</span>;
}
