// Stripe's own script, loaded only where the shop takes cards by Stripe, and as much of it as the checkout uses.
import { minorDigits } from '../../ui/money';

interface Told {
  error?: { message?: string };
}

export interface StripeElement {
  mount(place: HTMLElement): void;
  destroy(): void;
  on(event: 'ready' | 'loaderror', heard: (event?: Told) => void): void;
}

export interface StripeElements {
  create(kind: 'payment'): StripeElement;
  submit(): Promise<Told>;
  update(options: { amount: number; currency: string }): void;
}

export interface Stripe {
  elements(options: { mode: 'payment'; amount: number; currency: string; paymentMethodCreation: 'manual'; paymentMethodTypes: string[] }): StripeElements;
  createPaymentMethod(options: { elements: StripeElements }): Promise<Told & { paymentMethod?: { id: string } }>;
}

declare global {
  interface Window {
    Stripe?: (publicKey: string) => Stripe;
  }
}

/** Amounts in Stripe's smallest unit, which a few currencies count otherwise than ISO 4217. Shown in wallets; what is charged comes from the host. */
export function stripeAmount(total: number, currency: string): number {
  const digits = currency === 'ISK' || currency === 'UGX' ? 2 : currency === 'MGA' ? 0 : minorDigits(currency);
  return Math.round(total * 10 ** digits);
}

let loading: Promise<(publicKey: string) => Stripe> | null = null;

/** Loads the script once; after a failure the next call tries again. */
export function loadStripe(address: string): Promise<(publicKey: string) => Stripe> {
  loading ??= new Promise<(publicKey: string) => Stripe>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.async = true;
    const fail = () => {
      loading = null;
      script.remove();
      reject(new Error('The card form could not be loaded.'));
    };
    script.onload = () => (window.Stripe ? resolve(window.Stripe) : fail());
    script.onerror = fail;
    document.head.append(script);
  });
  return loading;
}
