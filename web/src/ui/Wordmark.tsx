// The shop's name, drawn: a wheel for the C, the rest in one even stroke.

export function Wordmark({ className }: { className?: string }) {
  return (
    <svg className={className} viewBox="0 0 197 46" role="img" aria-label="Cartwright" fill="none" stroke="currentColor" strokeLinecap="round" strokeLinejoin="round">
      <g stroke="var(--accent)">
        <path strokeWidth="4" d="M28.6 9.4a15 15 0 1 0 0 21.2" />
        <path strokeWidth="2.2" d="M18 20 5 12.5M18 20 5 27.5M18 20V5M18 20v15" />
        <circle cx="18" cy="20" r="3.6" fill="var(--accent)" stroke="none" />
      </g>
      <g strokeWidth="3.6" transform="translate(2.5)">
        <circle cx="43" cy="26" r="8.5" />
        <path d="M51.5 17.5v17" />
        <path d="M59.5 17.5v17M59.5 25c0-4.6 2.8-7.6 7-7.5" />
        <g transform="translate(4)">
          <path d="M74 10v19.5c0 3.3 1.6 5 4.6 5M69.5 17.5h9" />
          <path d="M84 17.5l5.2 17 5.3-16 5.3 16 5.2-17" />
          <path d="M112 17.5v17M112 25c0-4.6 2.8-7.6 7-7.5" />
          <path d="M125 17.5v17M125 10.2v.1" />
          <circle cx="140" cy="26" r="8.5" />
          <path d="M148.5 17.5v18c0 4.6-3.2 7.5-8 7.5-2.8 0-5-.8-6.7-2.4" />
          <path d="M156.5 6v28.5M156.5 25.5c0-4.8 2.9-8 7-8s6.3 2.7 6.3 7v10" />
          <path d="M179.5 10v19.5c0 3.3 1.6 5 4.6 5M175 17.5h9" />
        </g>
      </g>
    </svg>
  );
}
