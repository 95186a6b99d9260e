// What the shop takes, as it says itself, and what is chosen of it.
import { useQuery } from '@tanstack/react-query';
import { listPaymentMethods, type PaymentMethod } from '../../api/payments';
import { asProblem, type Problem } from '../../api/core/problem';

export interface PaymentOffer {
  /** Null until the shop has answered. */
  methods: PaymentMethod[] | null;
  problem: Problem | null;
  again: () => void;
}

export function usePaymentMethods(): PaymentOffer {
  const asked = useQuery({ queryKey: ['checkout', 'payment-methods'], queryFn: ({ signal }) => listPaymentMethods(signal) });
  return { methods: asked.data ?? null, problem: asked.error && asProblem(asked.error), again: () => void asked.refetch() };
}

/** What stands for a provider's own form among the choices: the form makes the token when the order is placed. */
const formOf = (method: PaymentMethod): string => `form:${method.provider}`;

/** What can be chosen of a method: its tokens, or its form. */
export const choicesOf = (method: PaymentMethod): string[] => (method.form ? [formOf(method)] : method.tokens.map((one) => one.token));

/** What to pay with: the one chosen while the shop takes it, else the first that it offers, null when it offers none. */
export function choiceOf(methods: PaymentMethod[], chosen: string | null): string | null {
  const choices = methods.flatMap(choicesOf);
  return chosen !== null && choices.includes(chosen) ? chosen : (choices[0] ?? null);
}

/** The method that a choice is one of. */
export const methodOf = (methods: PaymentMethod[], choice: string | null): PaymentMethod | undefined =>
  methods.find((method) => choice !== null && choicesOf(method).includes(choice));
