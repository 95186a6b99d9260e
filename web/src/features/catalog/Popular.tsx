// What is bought most of now, in a row or two. Where it cannot be had it is left out.
import { useQuery } from '@tanstack/react-query';
import { CardGrid } from './CardGrid';
import { popularQuery } from './queries';

export function Popular({ title, count = 10 }: { title: string; count?: number }) {
  const found = useQuery(popularQuery(count));
  if (found.isError || found.data?.length === 0) return null;
  return (
    <section aria-busy={found.isPending}>
      <h2 className="home__title">{title}</h2>
      <CardGrid products={found.data?.map((one) => one.product) ?? null} rows={2} />
    </section>
  );
}
