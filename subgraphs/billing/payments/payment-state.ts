/** Where a payment stands: `created` until the provider has answered, `pending` until it has decided, then settled for good. */
export type PaymentStatus = 'created' | 'pending' | 'succeeded' | 'failed';

/** Whether nothing can become of the payment any more. */
export function isSettled(status: PaymentStatus): status is 'succeeded' | 'failed' {
  return status === 'succeeded' || status === 'failed';
}
