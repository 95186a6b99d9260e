// Grey shapes in place of what is coming. Screen readers hear one word instead.

export function Loading({ blocks = 3, what = 'Loading', shape = 'block' }: { blocks?: number; what?: string; shape?: 'block' | 'chart' | 'filters' }) {
  return (
    <div className="stack" role="status">
      <span className="visually-hidden">{what}…</span>
      {Array.from({ length: blocks }, (_, i) => (
        <span key={i} className={`skeleton skeleton--${shape}`} aria-hidden="true" />
      ))}
    </div>
  );
}
