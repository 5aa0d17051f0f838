import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { KeyReusedError } from '../credits/credits.errors.ts';
import { IllegalStateError } from '../invoices/invoices.errors.ts';
import { applyOutcome } from './apply-outcome.ts';
import type { ChargeOutcome } from './payment-provider.ts';
import { lockBalanceOfPayment, readPayment, recordCallback, type PaymentRow } from './payment.query.ts';
import { sandboxProvider } from './sandbox-provider.ts';

const LONGEST_CALLBACK_ID = 200;

/** What the sandbox's callback says of a pending payment. */
export interface SettleSandboxPayment {
  paymentId: Uuid;
  outcome: 'succeeded' | 'failed';
  /** Chosen by the sender: a callback that comes twice moves nothing twice. */
  callbackId: string;
}

/** Plays the callback by which an asynchronous provider says what became of a payment. */
export async function settleSandboxPayment(context: RequestContext, command: SettleSandboxPayment): Promise<PaymentRow> {
  const { paymentId, outcome, callbackId } = command;
  if (callbackId.length === 0 || callbackId.length > LONGEST_CALLBACK_ID)
    throw ValidationError.of('callbackId', `Send an id of 1 to ${LONGEST_CALLBACK_ID} characters.`);
  return context.session.transaction(async (transaction) => {
    const owner = await lockBalanceOfPayment(transaction, paymentId);
    const payment = owner && (await readPayment(transaction, paymentId));
    if (!owner || payment?.provider !== sandboxProvider.name) throw new NotFoundError('The payment', 'paymentId');
    // Until its provider has been asked there is nothing that a callback could be about.
    if (payment.status === 'created') throw new IllegalStateError('payment', payment.status, outcome, 'paymentId');
    const receivedAt = context.clock.now();
    const callback = { id: newId(), organizationId: owner.organizationId, paymentId, callbackId, outcome, receivedAt };
    const earlier = await recordCallback(transaction, callback);
    if (earlier !== null && earlier !== outcome) throw new KeyReusedError('callbackId', `the outcome ${earlier}`);
    return applyOutcome(context, transaction, { owner, paymentId, outcome: answerOf(payment, outcome) });
  });
}

function answerOf(payment: PaymentRow, outcome: 'succeeded' | 'failed'): ChargeOutcome {
  const providerReference = payment.providerReference!;
  if (outcome === 'succeeded') return { status: outcome, providerReference };
  return { status: outcome, providerReference, failureCode: 'card_declined', failureMessage: 'The card was declined.' };
}
