// The few line drawings the shop uses, all from one stroke. They decorate; words carry the meaning.
import type { ReactNode } from 'react';

function Drawing({ children }: { children: ReactNode }) {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const CartIcon = () => (
  <Drawing>
    <path d="M2.5 4h2.8l2.4 11.2h10.6L20.8 7.5H6" />
    <circle cx="9" cy="19" r="1.6" />
    <circle cx="17" cy="19" r="1.6" />
  </Drawing>
);

export const PersonIcon = () => (
  <Drawing>
    <circle cx="12" cy="8" r="3.8" />
    <path d="M4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6" />
  </Drawing>
);

export const SearchIcon = () => (
  <Drawing>
    <circle cx="10.5" cy="10.5" r="6" />
    <path d="m15 15 5.5 5.5" />
  </Drawing>
);

export const CloseIcon = () => (
  <Drawing>
    <path d="m6 6 12 12M18 6 6 18" />
  </Drawing>
);

export const FilterIcon = () => (
  <Drawing>
    <path d="M3 6h18M6.5 12h11M10 18h4" />
  </Drawing>
);

export const TickIcon = () => (
  <Drawing>
    <path d="m4.5 12.5 5 5 10-11" />
  </Drawing>
);

export const TruckIcon = () => (
  <Drawing>
    <path d="M2.5 6.5h11.5v10H2.5zM14 10h4l3.5 3.5v3H14z" />
    <circle cx="7" cy="18" r="1.7" />
    <circle cx="17.5" cy="18" r="1.7" />
  </Drawing>
);

export const WheelIcon = () => (
  <Drawing>
    <circle cx="12" cy="12" r="9" />
    <circle cx="12" cy="12" r="2" />
    <path d="M12 3v7M12 14v7M3 12h7M14 12h7M5.6 5.6l5 5M13.4 13.4l5 5M18.4 5.6l-5 5M10.6 13.4l-5 5" />
  </Drawing>
);

export const BoxIcon = () => (
  <Drawing>
    <path d="m12 3 8.5 4.5v9L12 21l-8.5-4.5v-9zM3.5 7.5 12 12l8.5-4.5M12 12v9M7.7 5.3l8.5 4.5" />
  </Drawing>
);

export const ReceiptIcon = () => (
  <Drawing>
    <path d="M5 3.5h14v17l-2.3-1.6-2.4 1.6-2.3-1.6-2.3 1.6-2.4-1.6L5 20.5zM8.5 8.5h7M8.5 12.5h7" />
  </Drawing>
);

export const ShareIcon = () => (
  <Drawing>
    <path d="M12 3.5v11M8 7l4-3.5L16 7M6.5 11.5h-1v9h13v-9h-1" />
  </Drawing>
);

export const BrokenLinkIcon = () => (
  <Drawing>
    <path d="m9.5 14.5-2 2a3.2 3.2 0 0 1-4.5-4.5l3-3a3.2 3.2 0 0 1 3.4-.7M14.5 9.5l2-2a3.2 3.2 0 0 1 4.5 4.5l-3 3a3.2 3.2 0 0 1-3.4.7M8 4.5 7.2 2.5M12 4V2M16 19.5l.8 2M12 20v2" />
  </Drawing>
);
