// The shop's name as a sign: its logo, its name in words, or the drawn wheel of a shop that nobody has named.
import { Wordmark } from '../../ui/Wordmark';
import { UNNAMED, useShop } from './useShop';
import './shop.css';

export function Brand({ className }: { className?: string }) {
  const shop = useShop();
  const { logo, name } = shop;
  if (logo) return <img className={`brand__logo ${className ?? ''}`} src={logo.url} width={logo.width} height={logo.height} alt={logo.alt || name} />;
  if (name === UNNAMED) return <Wordmark className={className} />;
  // A name may run from right to left: it keeps its direction, and the page its own.
  return (
    <bdi className={`brand__name ${className ?? ''}`} title={name.length > 24 ? name : undefined}>
      {name}
    </bdi>
  );
}

/** The line above the header. */
export function Announcement() {
  const { announcement } = useShop();
  return announcement ? (
    <p className="announcement" dir="auto" data-testid="announcement">
      {announcement}
    </p>
  ) : null;
}
