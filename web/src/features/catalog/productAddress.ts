// Where the page of a product is: by its slug; one without, as a variant is, by its id.
import type { Product } from '../../api/types';

export const productAddress = (product: Pick<Product, 'product_id'> & { slug?: string | null }): string => `/products/${encodeURIComponent(product.slug ?? product.product_id)}`;
