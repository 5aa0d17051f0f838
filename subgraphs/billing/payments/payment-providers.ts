import { ValidationError } from '../../../platform/errors/errors.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { sandboxProvider } from './sandbox-provider.ts';

const PROVIDERS: readonly PaymentProvider[] = [sandboxProvider];

/** The provider of a payment method. Throws a ValidationError for a token that is no provider's. */
export function providerOfToken(paymentMethodToken: string, testMode: boolean): PaymentProvider {
  const provider = PROVIDERS.find((each) => each.accepts(paymentMethodToken, testMode));
  if (!provider) throw ValidationError.of('paymentMethodToken', 'This is no payment method that can be charged here.');
  return provider;
}

/** The provider by the name that a payment carries. */
export function providerByName(name: string): PaymentProvider {
  const provider = PROVIDERS.find((each) => each.name === name);
  if (!provider) throw new Error(`there is no payment provider ${name}`);
  return provider;
}
