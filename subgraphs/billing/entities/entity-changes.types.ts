import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { CurrencyCodeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { EntityStatusEnum, EntityType, ExhaustionPolicyEnum } from './entities.types.ts';

const THRESHOLD = 'Unspent credits, in the entity’s currency, at which a notice is given; null for the default notices.';

@InputType('CreateEntityInput', { description: 'What a new entity is made of.' })
export class CreateEntityInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The organization it belongs to; the caller’s own when left out. Staff of the tenant must name it.',
  })
  organizationId?: string | null;

  @Field(() => String, { description: 'Name, 1 to 120 characters.' })
  name!: string;

  @Field(() => String, { description: 'Country, as two letters (ISO 3166-1), e.g. "US".' })
  country!: string;

  @Field(() => CurrencyCodeScalar, { description: 'The currency of its credits and invoices; cannot be changed later.' })
  currency!: string;

  @Field(() => String, {
    defaultValue: 'UTC',
    description: 'Time zone in which its billing periods are cut, e.g. "America/New_York".',
  })
  timeZone!: string;

  @Field(() => String, { nullable: true, description: 'Where invoices and notices go.' })
  billingEmail?: string | null;

  @Field(() => ExhaustionPolicyEnum, {
    nullable: true,
    description: 'What happens when credits run out; REFUSE when left out. INVOICE needs the permission manage_credits.',
  })
  exhaustionPolicy?: ExhaustionPolicyEnum | null;

  @Field(() => DecimalScalar, { nullable: true, description: THRESHOLD })
  lowBalanceThreshold?: string | null;
}

@InputType('UpdateEntityInput', { description: 'What is to change on an entity; what is left out stays.' })
export class UpdateEntityInput {
  @Field(() => ID, { description: 'Id of the entity.' })
  entityId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The organization it belongs to, to be sure; another one than the entity’s is refused with NOT_FOUND.',
  })
  organizationId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that was read; refused with CONFLICT when the entity was changed since.',
  })
  version?: number | null;

  @Field(() => String, { nullable: true, description: 'Name, 1 to 120 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Country, as two letters (ISO 3166-1).' })
  country?: string | null;

  @Field(() => String, { nullable: true, description: 'Time zone in which its billing periods are cut.' })
  timeZone?: string | null;

  @Field(() => String, { nullable: true, description: 'Where invoices and notices go; null takes it away.' })
  billingEmail?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: THRESHOLD })
  lowBalanceThreshold?: string | null;

  @Field(() => ExhaustionPolicyEnum, {
    nullable: true,
    description: 'What happens when credits run out. INVOICE needs the permission manage_credits.',
  })
  exhaustionPolicy?: ExhaustionPolicyEnum | null;

  @Field(() => EntityStatusEnum, { nullable: true, description: 'Whether it may spend. Needs the permission manage_credits.' })
  status?: EntityStatusEnum | null;

  @Field(() => Boolean, { nullable: true, description: 'True makes it the default of its organization.' })
  isDefault?: boolean | null;
}

@ObjectType('CreateEntityPayload', { description: 'The entity that was created.' })
export class CreateEntityPayload extends MutationPayload {
  @Field(() => EntityType, { nullable: true, description: 'The entity; null when it was refused.' })
  entity?: EntityType | null;
}

@ObjectType('UpdateEntityPayload', { description: 'The entity as it is now.' })
export class UpdateEntityPayload extends MutationPayload {
  @Field(() => EntityType, { nullable: true, description: 'The entity; null when the change was refused.' })
  entity?: EntityType | null;
}
