import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyInput, MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { CreditGrantType } from '../credits/credits.types.ts';
import { EntityType } from '../entities/entities.types.ts';
import { CreditPackageType } from '../packages/credit-packages.types.ts';
import { PaymentType } from '../payments/payments.types.ts';

/** Where a purchase of credits stands. */
export enum CreditPurchaseStatusEnum {
  PENDING = 'pending',
  PAID = 'paid',
  FAILED = 'failed',
  REFUNDING = 'refunding',
  REFUNDED = 'refunded',
}
registerEnumType(CreditPurchaseStatusEnum, {
  name: 'CreditPurchaseStatus',
  description: 'Where a purchase of credits stands.',
  valuesConfig: {
    PENDING: { description: 'Not paid yet: its credits cannot be spent.' },
    PAID: { description: 'Paid: its credits are granted.' },
    FAILED: { description: 'Nothing was collected, and nothing granted.' },
    REFUNDING: { description: 'What was unused is taken back, and the money on its way.' },
    REFUNDED: { description: 'What was unused was refunded.' },
  },
});

@ObjectType('CreditPurchase', { description: 'Credits that somebody bought, on the terms of then.' })
export class CreditPurchaseType {
  @PublicId(ID_PREFIX.creditPurchase, { description: 'Id of the purchase.' })
  id!: string;

  @Field(() => CreditPurchaseStatusEnum, { description: 'Where it stands.' })
  status!: CreditPurchaseStatusEnum;

  @Field(() => EntityType, { nullable: true, description: 'The entity that they are for.' })
  entity?: EntityType | null;

  @Field(() => CreditPackageType, { nullable: true, description: 'The package, as it is offered now.' })
  package?: CreditPackageType | null;

  @Field(() => MoneyType, { description: 'The credits.' })
  credits!: MoneyType;

  @Field(() => MoneyType, { description: 'What they cost.' })
  price!: MoneyType;

  @Field(() => Boolean, { description: 'Whether the balance topped itself up.' })
  isAutomatic!: boolean;

  @Field(() => CreditGrantType, { nullable: true, description: 'What it granted; null until it is paid.' })
  creditGrant?: CreditGrantType | null;

  @Field(() => PaymentType, { nullable: true, description: 'Its payment.' })
  payment?: PaymentType | null;

  @Field(() => MoneyType, { description: 'The credits that were taken back by a refund.' })
  refundedCredits!: MoneyType;

  @Field(() => MoneyType, { description: 'The money that a refund gave back.' })
  refundedAmount!: MoneyType;

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was paid, or failed.' })
  settledAt!: Date | null;
}

export const CreditPurchaseConnection = connectionOf(CreditPurchaseType, 'CreditPurchase');

@InputType('PurchaseCreditsInput', { description: 'A package to be bought.' })
export class PurchaseCreditsInput {
  @Field(() => ID, { description: 'The entity that the credits are for.' })
  entityId!: string;

  @Field(() => ID, { description: 'The package, in the entity’s currency.' })
  packageId!: string;

  @Field(() => String, {
    description:
      'A payment method as its provider names it. Of the sandbox: pm_sandbox_ok, pm_sandbox_declined, pm_sandbox_insufficient_funds, pm_sandbox_pending.',
  })
  paymentMethodToken!: string;

  @Field(() => String, { description: 'Chosen by the sender, unique in the organization: a repeat answers the first purchase.' })
  idempotencyKey!: string;
}

@ObjectType('PurchaseCreditsPayload', { description: 'The purchase.' })
export class PurchaseCreditsPayload extends MutationPayload {
  @Field(() => CreditPurchaseType, { nullable: true, description: 'The purchase; null when it was refused.' })
  creditPurchase?: CreditPurchaseType | null;
}

@InputType('RefundCreditPurchaseInput', { description: 'A purchase whose unused credits are to be refunded.' })
export class RefundCreditPurchaseInput {
  @Field(() => ID, { description: 'Id of the purchase.' })
  purchaseId!: string;
}

@ObjectType('RefundCreditPurchasePayload', { description: 'The purchase with its refund.' })
export class RefundCreditPurchasePayload extends MutationPayload {
  @Field(() => CreditPurchaseType, { nullable: true, description: 'The purchase; null when it was refused.' })
  creditPurchase?: CreditPurchaseType | null;
}

@InputType('VoidCreditGrantInput', { description: 'Credits to be taken back.' })
export class VoidCreditGrantInput {
  @Field(() => ID, { description: 'Id of the grant.' })
  creditGrantId!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters; stands in the audit log.' })
  reason!: string;
}

@ObjectType('VoidCreditGrantPayload', { description: 'The grant with nothing left.' })
export class VoidCreditGrantPayload extends MutationPayload {
  @Field(() => CreditGrantType, { nullable: true, description: 'The grant; null when it was refused.' })
  creditGrant?: CreditGrantType | null;
}

@ObjectType('CreditTransfer', { description: 'Credits that went from one entity to another of the organization.' })
export class CreditTransferType {
  @PublicId(ID_PREFIX.creditTransfer, { description: 'Id of the transfer.' })
  id!: string;

  @Field(() => EntityType, { nullable: true, description: 'Where they came from.' })
  fromEntity?: EntityType | null;

  @Field(() => EntityType, { nullable: true, description: 'Where they went.' })
  toEntity?: EntityType | null;

  @Field(() => MoneyType, { description: 'How much.' })
  amount!: MoneyType;

  @Field(() => DateTimeScalar, { description: 'When.' })
  createdAt!: Date;
}

@InputType('TransferCreditsInput', { description: 'Credits that are to go to another entity of the organization.' })
export class TransferCreditsInput {
  @Field(() => ID, { description: 'Where they come from.' })
  fromEntityId!: string;

  @Field(() => ID, { description: 'Where they go: an entity of the same organization, in the same currency.' })
  toEntityId!: string;

  @Field(() => MoneyInput, { description: 'How much; more than nothing.' })
  amount!: MoneyInput;

  @Field(() => String, { description: 'Chosen by the sender, unique in the organization: a repeat answers the first transfer.' })
  idempotencyKey!: string;
}

@ObjectType('TransferCreditsPayload', { description: 'The transfer.' })
export class TransferCreditsPayload extends MutationPayload {
  @Field(() => CreditTransferType, { nullable: true, description: 'The transfer; null when it was refused.' })
  creditTransfer?: CreditTransferType | null;
}
