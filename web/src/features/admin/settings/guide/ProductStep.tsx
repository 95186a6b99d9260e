import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { adjustStock } from '../../../../api/desk/admin';
import { attemptFor, randomKey, type Attempt } from '../../../../api/core/attempt';
import { createGoods, setGoodsStatus } from '../../../../api/products';
import type { Product } from '../../../../api/types';
import { Field } from '../../../../ui/Field';
import { fieldError } from '../../../../ui/forms/fieldError';
import type { StepProps } from './GuidePage';
import { StepForm } from './StepForm';
import { useSaving } from './useSaving';

export function ProductStep({ facts, saved }: StepProps) {
  const currency = facts.settings.shop.currency;
  const [text, setText] = useState({ name: '', category: '', price: '', stock: '1' });
  const { busy, problem, save } = useSaving(saved);
  const made = useRef<Product | null>(null);
  const tried = useRef<Attempt | null>(null);
  const field = (name: keyof typeof text) => ({
    value: text[name],
    error: fieldError(problem, name),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setText({ ...text, [name]: event.target.value }),
  });

  // A draft until it has its stock: nobody meets a product that is sold out because a second call was lost.
  const submit = () =>
    void save(async () => {
      made.current ??= await createGoods({ name: text.name.trim(), category: text.category.trim(), price: Number(text.price), currency, status: 'draft' });
      const units = Number(text.stock);
      if (units > 0) {
        tried.current = attemptFor(tried.current, { id: made.current.product_id, units }, randomKey);
        await adjustStock(made.current.product_id, units, 'received', tried.current.key);
      }
      await setGoodsStatus(made.current, 'active');
    });

  return (
    <>
      {facts.products > 0 && <p>Shoppers see products already.</p>}
      <p className="soft">A name and a price are enough to begin with; description, pictures and variants are added on its own page.</p>
      <StepForm busy={busy} problem={problem} submit={submit} label="Sell it">
        <Field label="Name of the product" required maxLength={200} {...field('name')} />
        <Field label="Category" span="third" required maxLength={120} {...field('category')} hint="Such as Brushes" />
        <Field label={`Price in ${currency}`} span="third" type="number" required min="0" step="any" {...field('price')} />
        <Field label="In stock" span="third" type="number" required min="0" step="1" {...field('stock')} hint="Units to sell" />
      </StepForm>
      <p className="soft small">
        With pictures and variants from the start: <Link to="/admin/products/new">the editor</Link>. Many at once: <Link to="/admin/import">import</Link> a file of Shopify, WooCommerce or your own.
      </p>
    </>
  );
}
