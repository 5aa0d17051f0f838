import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';

/** Where a payment stands. */
export enum PaymentStatusEnum {
  CREATED = 'created',
  PENDING = 'pending',
  SUCCEEDED = 'succeeded',
  FAILED = 'failed',
}
registerEnumType(PaymentStatusEnum, {
  name: 'PaymentStatus',
  description: 'Where a payment stands.',
  valuesConfig: {
    CREATED: { description: 'The provider has not answered yet.' },
    PENDING: { description: 'The provider will say later what became of it.' },
    SUCCEEDED: { description: 'The invoice is paid.' },
    FAILED: { description: 'Nothing was collected.' },
  },
});

/** What a provider may say of a pending payment. */
export enum PaymentOutcomeEnum {
  SUCCEEDED = 'succeeded',
  FAILED = 'failed',
}
registerEnumType(PaymentOutcomeEnum, {
  name: 'PaymentOutcome',
  description: 'What becomes of a pending payment.',
  valuesConfig: {
    SUCCEEDED: { description: 'It was collected.' },
    FAILED: { description: 'It was not.' },
  },
});

@ObjectType('Payment', { description: 'An attempt to pay an invoice, or the payment of credits that were bought.' })
export class PaymentType {
  @PublicId(ID_PREFIX.payment, { description: 'Id of the payment.' })
  id!: string;

  @Field(() => PaymentStatusEnum, { description: 'Where it stands.' })
  status!: PaymentStatusEnum;

  @Field(() => MoneyType, { description: 'What was to be collected.' })
  amount!: MoneyType;

  @Field(() => String, { description: 'Who collects, e.g. "sandbox"; "none" where nothing was owed.' })
  provider!: string;

  @Field(() => String, { nullable: true, description: 'What the provider calls it.' })
  providerReference!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it failed, for programs, e.g. "card_declined".' })
  failureCode!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it failed, in a sentence.' })
  failureMessage!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was attempted.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it succeeded or failed.' })
  settledAt!: Date | null;
}

@InputType('PayInvoiceInput', { description: 'An invoice to be paid in full.' })
export class PayInvoiceInput {
  @Field(() => ID, { description: 'Id of the invoice.' })
  invoiceId!: string;

  @Field(() => String, {
    description:
      'A payment method as its provider names it. Of the sandbox: pm_sandbox_ok, pm_sandbox_declined, pm_sandbox_insufficient_funds, pm_sandbox_pending.',
  })
  paymentMethodToken!: string;

  @Field(() => String, { description: 'Chosen by the sender, unique in the organization: a repeat answers the first payment.' })
  idempotencyKey!: string;
}

@InputType('SettleSandboxPaymentInput', { description: 'What the sandbox says of a pending payment.' })
export class SettleSandboxPaymentInput {
  @Field(() => ID, { description: 'Id of the payment.' })
  paymentId!: string;

  @Field(() => PaymentOutcomeEnum, { description: 'What became of it.' })
  outcome!: PaymentOutcomeEnum;

  @Field(() => String, { description: 'Id of the callback; one that comes twice moves nothing twice.' })
  callbackId!: string;
}
