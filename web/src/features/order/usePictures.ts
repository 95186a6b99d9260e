// The pictures of what was bought, as the catalog has them today; of what is sold no longer, the drawing of its kind.
import { useQueries } from '@tanstack/react-query';
import { getProduct } from '../../api/catalog';

/** An order of many lines does not ask the catalog for all of them. */
const PICTURES_MAX = 20;

export function usePictures(ids: string[]): (id: string) => string | null {
  const shown = ids.slice(0, PICTURES_MAX);
  const found = useQueries({
    queries: shown.map((id) => ({
      queryKey: ['orders', 'picture', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => getProduct(id, signal).then((product) => product.images[0] ?? null),
      staleTime: Infinity,
    })),
  });
  return (id) => {
    const at = shown.indexOf(id);
    return at < 0 || found[at]?.isPending ? null : (found[at]?.data ?? `/api/products/${encodeURIComponent(id)}/image.svg`);
  };
}
