import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { PayInvoicePayload, SettleSandboxPaymentPayload } from '../invoices/invoice-changes.types.ts';
import { invoiceById } from '../invoices/invoices.loaders.ts';
import { payInvoice } from './pay-invoice.ts';
import type { PaymentRow } from './payment.query.ts';
import { PayInvoiceInput, PaymentType, SettleSandboxPaymentInput, type PaymentStatusEnum } from './payments.types.ts';
import { settleSandboxPayment } from './settle-sandbox-payment.ts';

@Resolver(() => PaymentType)
export class PaymentsResolver {
  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => PayInvoicePayload, {
    description:
      'Pays an open invoice in full, once per idempotency key. A payment that is declined is no refusal: look at its status. Refused with NOT_FOUND, ILLEGAL_STATE, PAYMENT_IN_PROGRESS, VALIDATION_FAILED or IDEMPOTENCY_KEY_REUSED.',
  })
  async payInvoice(
    @Arg('input', () => PayInvoiceInput, { description: 'What to pay, and how.' }) input: PayInvoiceInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const invoiceId = decodeId(ID_PREFIX.invoice, input.invoiceId, 'invoiceId');
    const payment = await payInvoice(context, { ...input, invoiceId });
    return { payment: paymentTypeOf(payment), invoice: await invoiceById(context, invoiceId) };
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => SettleSandboxPaymentPayload, {
    description:
      'Says what became of a pending payment of the sandbox, as a provider’s callback would. Refused with NOT_FOUND, ILLEGAL_STATE, VALIDATION_FAILED or IDEMPOTENCY_KEY_REUSED.',
  })
  async settleSandboxPayment(
    @Arg('input', () => SettleSandboxPaymentInput, { description: 'What became of which payment.' })
    input: SettleSandboxPaymentInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const paymentId = decodeId(ID_PREFIX.payment, input.paymentId, 'paymentId');
    const payment = await settleSandboxPayment(context, { ...input, paymentId });
    return { payment: paymentTypeOf(payment), invoice: payment.invoiceId && (await invoiceById(context, payment.invoiceId)) };
  }
}

/** A payment as the graph shows it. */
export function paymentTypeOf(payment: PaymentRow): PaymentType {
  return {
    id: payment.id,
    status: payment.status as PaymentStatusEnum,
    amount: Money.of(payment.amount, payment.currency).toJSON(),
    provider: payment.provider,
    providerReference: payment.providerReference,
    failureCode: payment.failureCode,
    failureMessage: payment.failureMessage,
    createdAt: payment.createdAt,
    settledAt: payment.settledAt,
  };
}
