// Finds a product by a word, a SKU or its id, and hands it over.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { listProducts } from '../../../api/catalog';
import { asProblem } from '../../../api/core/problem';
import type { Product } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { money } from '../../../ui/money';
import { Picture } from '../../../ui/Picture';
import { variantWords } from './OrderLines';

const SHOWN = 8;

export function ProductPicker({ label, pick, taken }: { label: string; pick: (product: Product) => void; taken: (productId: string) => boolean }) {
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ['products', 'picker', q],
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => listProducts({ q, limit: SHOWN }, signal),
  });
  // A family is bought by its variants, which are found by the same words.
  const items = q ? (found.data?.items.filter((one) => !one.has_variants && !taken(one.product_id)) ?? []) : [];
  return (
    <div className="stack stack--tight">
      <Field
        label={label}
        optional
        type="search"
        maxLength={200}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        // Enter in a form sends it; here somebody is still looking.
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      <p className="visually-hidden" role="status">
        {q && found.data ? `${items.length} found` : ''}
      </p>
      {found.isError && <ErrorBanner problem={asProblem(found.error)} />}
      {q && found.data && !found.isFetching && items.length === 0 && <p className="small soft">No product that is not here already is found by that.</p>}
      {items.length > 0 && (
        <ul className="picker" data-testid="picker">
          {items.map((product) => (
            <li key={product.product_id}>
              <button
                type="button"
                className="picker__one"
                onClick={() => {
                  setText('');
                  pick(product);
                }}
              >
                <Picture src={product.images[0]} alt="" sizes="40px" />
                <span>
                  {product.name}
                  <span className="small soft below">{[product.sku, variantWords(product.options, product.name), product.stock && `${product.stock.available} available`].filter(Boolean).join(' · ')}</span>
                </span>
                <span className="figure">{money(product.price, product.currency)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
