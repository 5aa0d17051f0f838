import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Money } from '../../../platform/money/money.ts';

/** What a provider is to collect. */
export interface Charge {
  /** The provider's idempotency key: asking again for the same payment collects nothing again. */
  paymentId: Uuid;
  amount: Money;
  paymentMethodToken: string;
  /** What the payer reads on the statement. */
  description: string;
}

/** What a provider answers: decided at once, or later by a callback. */
export type ChargeOutcome =
  | { status: 'succeeded' | 'pending'; providerReference: string }
  | { status: 'failed'; providerReference: string; failureCode: string; failureMessage: string };

/** What a provider is to give back of what it collected. */
export interface Refund {
  /** The provider's idempotency key: asking again for the same refund gives nothing back again. */
  refundId: Uuid;
  /** What the provider calls the payment. */
  providerReference: string;
  amount: Money;
}

/** Collects money. Rejects when nothing is known about what it did; the charge is repeated then. */
export interface PaymentProvider {
  readonly name: string;
  /** Whether the token names a payment method of this provider, for payments of this mode. */
  accepts(paymentMethodToken: string, testMode: boolean): boolean;
  charge(charge: Charge): Promise<ChargeOutcome>;
  /** Gives back. Rejects when it is not known to have been done; it is asked for again then. */
  refund(refund: Refund): Promise<void>;
}
