import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { CurrencyCodeScalar, DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { PartnerPayoutType } from './payouts.types.ts';

@InputType('CreatePayoutBatchInput', {
  description: 'What a payout is made of: all approved, unpaid commissions of a partner in one currency, unless narrowed.',
})
export class CreatePayoutBatchInput {
  @Field(() => ID, { description: 'Id of the partner.' })
  partnerId!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Only commissions whose eventDate is this or later; refunds are deducted whenever they were.',
  })
  periodStart?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Only commissions whose eventDate is earlier than this.' })
  periodEnd?: Date | null;

  @Field(() => CurrencyCodeScalar, {
    nullable: true,
    description:
      'Currency of the commissions to pay; the partner’s when left out. The minimum payout counts in the partner’s only.',
  })
  currency?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Chosen by the caller, 1 to 200 characters: the same key makes one payout of a partner, however often it is sent.',
  })
  idempotencyKey?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'How it will be paid, e.g. "bank_transfer", 1 to 50 characters; "manual" when left out.',
  })
  paymentMethod?: string | null;

  @Field(() => String, { nullable: true, description: 'Anything to note, 1 to 2,000 characters; the partner reads it.' })
  notes?: string | null;
}

@InputType('ReleasePayoutInput', { description: 'Which payout was checked.' })
export class ReleasePayoutInput {
  @Field(() => ID, { description: 'Id of the payout.' })
  id!: string;
}

@InputType('StartPayoutInput', { description: 'Which payout is on its way.' })
export class StartPayoutInput {
  @Field(() => ID, { description: 'Id of the payout.' })
  id!: string;
}

@InputType('CompletePayoutInput', { description: 'Which payout arrived, and how it was paid.' })
export class CompletePayoutInput {
  @Field(() => ID, { description: 'Id of the payout.' })
  id!: string;

  @Field(() => String, { description: 'By which the payment is found at whoever made it, 1 to 255 characters.' })
  paymentReference!: string;

  @Field(() => String, {
    nullable: true,
    description: 'How it was paid, 1 to 50 characters; as stated when the payout was made when left out.',
  })
  paymentMethod?: string | null;
}

@InputType('FailPayoutInput', { description: 'Which payout did not arrive, and why.' })
export class FailPayoutInput {
  @Field(() => ID, { description: 'Id of the payout.' })
  id!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters; the partner reads it.' })
  reason!: string;
}

@InputType('CancelPayoutInput', { description: 'Which payout to call off, and why.' })
export class CancelPayoutInput {
  @Field(() => ID, { description: 'Id of the payout.' })
  id!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters; the partner reads it.' })
  reason!: string;
}

@ObjectType('CreatePayoutBatchPayload', { description: 'The payout that was made, or why none was.' })
export class CreatePayoutBatchPayload extends MutationPayload {
  @Field(() => PartnerPayoutType, { nullable: true, description: 'The payout; null when it was refused.' })
  payout?: PartnerPayoutType | null;
}

@ObjectType('ReleasePayoutPayload', { description: 'The payout that may be paid now, or why not.' })
export class ReleasePayoutPayload extends MutationPayload {
  @Field(() => PartnerPayoutType, { nullable: true, description: 'The payout; null when it was refused.' })
  payout?: PartnerPayoutType | null;
}

@ObjectType('StartPayoutPayload', { description: 'The payout that is on its way, or why not.' })
export class StartPayoutPayload extends MutationPayload {
  @Field(() => PartnerPayoutType, { nullable: true, description: 'The payout; null when it was refused.' })
  payout?: PartnerPayoutType | null;
}

@ObjectType('CompletePayoutPayload', { description: 'The payout that arrived, or why it was not completed.' })
export class CompletePayoutPayload extends MutationPayload {
  @Field(() => PartnerPayoutType, { nullable: true, description: 'The payout; null when it was refused.' })
  payout?: PartnerPayoutType | null;
}

@ObjectType('FailPayoutPayload', { description: 'The payout that failed, or why that was refused.' })
export class FailPayoutPayload extends MutationPayload {
  @Field(() => PartnerPayoutType, { nullable: true, description: 'The payout; null when it was refused.' })
  payout?: PartnerPayoutType | null;
}

@ObjectType('CancelPayoutPayload', { description: 'The payout that was called off, or why it was not.' })
export class CancelPayoutPayload extends MutationPayload {
  @Field(() => PartnerPayoutType, { nullable: true, description: 'The payout; null when it was refused.' })
  payout?: PartnerPayoutType | null;
}
