import { allowsLiveSandboxPayments } from '../../../platform/config/sandbox-payments.ts';
import type { Charge, ChargeOutcome, PaymentProvider } from './payment-provider.ts';

type Answer = (providerReference: string) => ChargeOutcome;

const decline =
  (failureCode: string, failureMessage: string): Answer =>
  (providerReference) => ({ status: 'failed', providerReference, failureCode, failureMessage });

const ANSWERS: Readonly<Record<string, Answer>> = {
  pm_sandbox_ok: (providerReference) => ({ status: 'succeeded', providerReference }),
  pm_sandbox_pending: (providerReference) => ({ status: 'pending', providerReference }),
  pm_sandbox_declined: decline('card_declined', 'The card was declined.'),
  pm_sandbox_insufficient_funds: decline('insufficient_funds', 'The account does not hold enough.'),
};

/**
 * Plays a provider: the token says what becomes of the payment, and no money moves. For test mode; for live invoices only
 * where the platform is a developer's own.
 */
export const sandboxProvider: PaymentProvider = {
  name: 'sandbox',
  accepts: (token, testMode) => Object.hasOwn(ANSWERS, token) && (testMode || allowsLiveSandboxPayments()),
  charge: async ({ paymentId, paymentMethodToken }: Charge) => ANSWERS[paymentMethodToken]!(`sandbox_${paymentId}`),
  refund: async () => {},
};
