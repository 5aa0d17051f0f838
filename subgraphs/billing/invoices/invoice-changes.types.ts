import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { PaymentType } from '../payments/payments.types.ts';
import { InvoiceType } from './invoices.types.ts';

@InputType('GenerateInvoiceInput', { description: 'What to invoice.' })
export class GenerateInvoiceInput {
  @Field(() => ID, { description: 'Id of the entity.' })
  entityId!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Start of the period. With neither start nor end: the last whole month of the entity’s time zone.',
  })
  periodStart?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'End of the period, now at the latest; belongs to the next period.',
  })
  periodEnd?: Date | null;
}

@InputType('FinalizeInvoiceInput', { description: 'A draft to be issued.' })
export class FinalizeInvoiceInput {
  @Field(() => ID, { description: 'Id of the invoice.' })
  invoiceId!: string;
}

@InputType('VoidInvoiceInput', { description: 'A draft or an open invoice to be voided.' })
export class VoidInvoiceInput {
  @Field(() => ID, { description: 'Id of the invoice.' })
  invoiceId!: string;
}

@ObjectType('GenerateInvoicePayload', { description: 'The draft.' })
export class GenerateInvoicePayload extends MutationPayload {
  @Field(() => InvoiceType, { nullable: true, description: 'The draft; null when it was refused.' })
  invoice?: InvoiceType | null;
}

@ObjectType('FinalizeInvoicePayload', { description: 'The invoice as it was issued.' })
export class FinalizeInvoicePayload extends MutationPayload {
  @Field(() => InvoiceType, { nullable: true, description: 'The invoice; null when it was refused.' })
  invoice?: InvoiceType | null;
}

@ObjectType('VoidInvoicePayload', { description: 'The invoice that was voided.' })
export class VoidInvoicePayload extends MutationPayload {
  @Field(() => InvoiceType, { nullable: true, description: 'The invoice; null when it was refused.' })
  invoice?: InvoiceType | null;
}

@ObjectType('PayInvoicePayload', {
  description: 'The payment; when it failed, its status says so: the attempt was made and is recorded.',
})
export class PayInvoicePayload extends MutationPayload {
  @Field(() => PaymentType, { nullable: true, description: 'The payment; null when it was refused.' })
  payment?: PaymentType | null;

  @Field(() => InvoiceType, { nullable: true, description: 'The invoice as it is now; null when it was refused.' })
  invoice?: InvoiceType | null;
}

@ObjectType('SettleSandboxPaymentPayload', { description: 'The payment as it is now.' })
export class SettleSandboxPaymentPayload extends MutationPayload {
  @Field(() => PaymentType, { nullable: true, description: 'The payment; null when it was refused.' })
  payment?: PaymentType | null;

  @Field(() => InvoiceType, { nullable: true, description: 'The invoice as it is now; null when it was refused.' })
  invoice?: InvoiceType | null;
}
