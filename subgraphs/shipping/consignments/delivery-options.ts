import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { decimal } from '../../../platform/money/money.ts';
import type { DeliveryOptions, StatedAmount } from '../carriers/consignment.ts';

/** What is asked for beyond carriage, as given. */
export interface DeliveryOptionsInput {
  signature?: DeliveryOptions['signature'] | null;
  insuredValue?: StatedAmount | null | undefined;
  isSaturdayDelivery?: boolean | null | undefined;
}

/** Brings options to normal form: what is not asked for is absent. Faults go into the list. */
export function checkOptions(input: DeliveryOptionsInput | null | undefined, faults: ErrorDetail[]): DeliveryOptions {
  const insuredValue = input?.insuredValue;
  if (insuredValue && !decimal(insuredValue.amount).isGreaterThan(0)) {
    const message = 'The insured value must be greater than 0.';
    faults.push({ code: 'VALIDATION_FAILED', message, field: 'options.insuredValue' });
  }
  return {
    ...(input?.signature ? { signature: input.signature } : {}),
    ...(insuredValue ? { insuredValue: { amount: insuredValue.amount, currency: insuredValue.currency } } : {}),
    ...(input?.isSaturdayDelivery ? { isSaturdayDelivery: true } : {}),
  };
}
