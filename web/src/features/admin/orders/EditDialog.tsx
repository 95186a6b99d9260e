// Gives an order other lines: fewer or more units of what is in it, and products that are not.
import { useState } from 'react';
import { editLines } from '../../../api/orders';
import type { Order, Product } from '../../../api/types';
import { Field } from '../../../ui/Field';
import { AskDialog } from '../../order/AskDialog';
import { chosen, UnitsForm } from '../../order/returns/UnitsForm';
import { useOnce } from '../../order/useOnce';
import { ProductPicker } from './ProductPicker';

const UNITS_MAX = 9999;

export function EditDialog({ order: shown, close, done }: { order: Order; close: () => void; done: () => void }) {
  // The page follows along behind the dialog; what was counted here was counted on this version, and only that may be changed.
  const [order] = useState(shown);
  const once = useOnce();
  const [counts, setCounts] = useState<Record<string, number>>(() => Object.fromEntries(order.items.map((line) => [line.product_id, line.quantity])));
  const [added, setAdded] = useState<Pick<Product, 'product_id' | 'name'>[]>([]);
  const [reason, setReason] = useState('');
  const items = chosen(counts);
  const rows = [
    ...order.items.map((line) => ({ line, min: line.shipped ?? 0, max: UNITS_MAX, hint: (line.shipped ?? 0) > 0 ? `${line.shipped} shipped` : 'put 0 to take it out' })),
    ...added.map((one) => ({ line: { product_id: one.product_id, product_name: one.name }, min: 0, max: UNITS_MAX, hint: 'new' })),
  ];
  return (
    <AskDialog title="Edit lines" action="Save the lines" busyWord="Saving…" disabled={items.length === 0} ask={() => once({ items, reason }, (key) => editLines(order, items, reason.trim(), key))} done={done} close={close} testId="edit-confirm">
      <p>Prices agreed on stay. What the order then costs more is charged, what it costs less is paid back.</p>
      <UnitsForm legend="Units of each line" rows={rows} counts={counts} change={setCounts} />
      <ProductPicker
        label="Add a product"
        taken={(id) => id in counts}
        pick={(product) => {
          setAdded((was) => [...was, product]);
          setCounts((was) => ({ ...was, [product.product_id]: 1 }));
        }}
      />
      <Field label="Reason" optional maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
    </AskDialog>
  );
}
