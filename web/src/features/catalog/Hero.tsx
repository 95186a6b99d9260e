// The shop window on the home page: what this is, and a drawn street of goods beside it.
import { Trans } from '@lingui/react/macro';
import { TickIcon, TruckIcon, WheelIcon } from '../../ui/icons';

export function Hero() {
  return (
    <section className="hero" aria-labelledby="hero-title">
      <div className="hero__text">
        <h1 id="hero-title"><Trans>Good things, made by people who sign their work.</Trans></h1>
        <p><Trans>Independent makers, one cart. The total you see is the total you pay.</Trans></p>
        <ul className="hero__points">
          <li>
            <TruckIcon /> <Trans>Free standard shipping on larger orders</Trans>
          </li>
          <li>
            <TickIcon /> <Trans>Cancel until we start packing</Trans>
          </li>
          <li>
            <WheelIcon /> <Trans>No account needed</Trans>
          </li>
        </ul>
      </div>
      <svg className="hero__drawing" viewBox="0 20 420 256" aria-hidden="true" focusable="false">
        <circle cx="318" cy="92" r="56" fill="#f2c14e" />
        <path d="M20 268h380" stroke="#063a29" strokeWidth="6" strokeLinecap="round" />
        <g fill="none" stroke="#cfe6dc" strokeWidth="5" strokeLinecap="round" strokeLinejoin="round">
          <circle cx="128" cy="222" r="44" />
          <circle cx="128" cy="222" r="8" fill="#cfe6dc" />
          <path d="M128 178v36M128 230v36M84 222h36M136 222h36M97 191l25 25M134 228l25 25M159 191l-25 25M122 228l-25 25" strokeWidth="3.5" />
          <circle cx="292" cy="222" r="44" />
          <circle cx="292" cy="222" r="8" fill="#cfe6dc" />
          <path d="M292 178v36M292 230v36M248 222h36M300 222h36M261 191l25 25M298 228l25 25M323 191l-25 25M286 228l-25 25" strokeWidth="3.5" />
          <path d="M40 172h340M352 172l44-34" />
        </g>
        <rect x="76" y="104" width="82" height="64" rx="4" fill="#d9895b" />
        <path d="M117 104v64M76 124h82" stroke="#a65f36" strokeWidth="4" />
        <rect x="166" y="72" width="66" height="96" rx="4" fill="#e9edea" />
        <path d="M166 96h66M186 72v24" stroke="#9fb5ab" strokeWidth="4" />
        <path d="M244 168c0-34 10-44 10-66h36c0 22 10 32 10 66z" fill="#7fb7d1" />
        <path d="M254 102h36" stroke="#4a86a3" strokeWidth="6" strokeLinecap="round" />
        <path d="M272 102c-4-26-22-30-30-46M272 102c0-28 8-38 6-58M272 102c6-22 20-26 28-38" stroke="#58a37f" strokeWidth="5" fill="none" strokeLinecap="round" />
        <rect x="308" y="126" width="48" height="42" rx="4" fill="#c6d8a6" />
        <path d="M308 140h48" stroke="#92a970" strokeWidth="4" />
      </svg>
    </section>
  );
}
