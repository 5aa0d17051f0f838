import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { EntityType } from '../entities/entities.types.ts';
import { OrganizationStub } from '../entities/organization-stub.types.ts';
import { TeamType } from '../teams/team.types.ts';

/** What can be set for billing. */
export enum BillingSettingNameEnum {
  PAYMENT_TERM_DAYS = 'PAYMENT_TERM_DAYS',
  LOW_BALANCE_THRESHOLD = 'LOW_BALANCE_THRESHOLD',
  DEFAULT_CREDIT_LIMIT = 'DEFAULT_CREDIT_LIMIT',
  BILLING_EMAIL = 'BILLING_EMAIL',
  TAX_ID = 'TAX_ID',
  COST_CENTER = 'COST_CENTER',
  PURCHASE_ORDER = 'PURCHASE_ORDER',
}
registerEnumType(BillingSettingNameEnum, {
  name: 'BillingSettingName',
  description: 'What can be set for billing, at the organization or narrower.',
  valuesConfig: {
    PAYMENT_TERM_DAYS: {
      description: 'How many days after its issue an invoice is due, e.g. "30"; of organizations and entities, set by staff.',
    },
    LOW_BALANCE_THRESHOLD: {
      description:
        'Unspent credits at which a notice is given, e.g. "20.00 USD"; of organizations, and entities by updateEntity.',
    },
    DEFAULT_CREDIT_LIMIT: {
      description:
        'What members of an entity who have no limit of their own may spend of it in all, e.g. "500.00 USD"; of organizations and entities.',
    },
    BILLING_EMAIL: { description: 'Where invoices and notices go; of organizations, and entities by updateEntity.' },
    TAX_ID: { description: 'The tax id that stands on invoices; of organizations and entities.' },
    COST_CENTER: { description: 'The cost center that stands on invoices; of organizations, entities, teams and people.' },
    PURCHASE_ORDER: { description: 'The purchase order that stands on invoices; of organizations, entities, teams and people.' },
  },
});

/** Where the value of a setting comes from. */
export enum BillingSettingSourceEnum {
  DEFAULT = 'default',
  ORGANIZATION = 'organization',
  ENTITY = 'entity',
  TEAM = 'team',
  USER = 'user',
}
registerEnumType(BillingSettingSourceEnum, {
  name: 'BillingSettingSource',
  description: 'Where the value of a setting comes from: the narrowest place that sets one.',
  valuesConfig: {
    DEFAULT: { description: 'It is set nowhere.' },
    ORGANIZATION: { description: 'It is set at the organization.' },
    ENTITY: { description: 'It is set at the entity.' },
    TEAM: { description: 'It is set at the team.' },
    USER: { description: 'It is set for the person.' },
  },
});

@ObjectType('BillingSetting', { description: 'A setting as it holds somewhere, with where its value comes from.' })
export class BillingSettingType {
  @Field(() => BillingSettingNameEnum, { description: 'Which.' })
  name!: BillingSettingNameEnum;

  @Field(() => String, { nullable: true, description: 'Its value; null when nothing is set and there is no default.' })
  value!: string | null;

  @Field(() => BillingSettingSourceEnum, { description: 'Where the value comes from.' })
  source!: BillingSettingSourceEnum;
}

@ObjectType('BillingSettings', {
  description: 'What is set for billing at a place: an organization, or an entity, a team, a person of it.',
})
export class BillingSettingsType {
  @Field(() => OrganizationStub, { nullable: true, description: 'The organization.' })
  organization?: OrganizationStub | null;

  @Field(() => EntityType, {
    nullable: true,
    description: 'The entity; null where none was asked about and the team is of none.',
  })
  entity?: EntityType | null;

  @Field(() => TeamType, { nullable: true, description: 'The team; null where none was asked about.' })
  team?: TeamType | null;

  @Field(() => [BillingSettingType], { description: 'Every setting as it holds there.' })
  settings!: BillingSettingType[];
}

@InputType('BillingSettingInput', { description: 'A value that is to be set.' })
export class BillingSettingInput {
  @Field(() => BillingSettingNameEnum, { description: 'Which setting.' })
  name!: BillingSettingNameEnum;

  @Field(() => String, { nullable: true, description: 'Its value; null goes back to what is inherited.' })
  value?: string | null;
}

@InputType('SetBillingSettingsInput', {
  description: 'Values to be set at an organization, or at one entity, team or person of it; those left out stay.',
})
export class SetBillingSettingsInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The organization; the caller’s own, or that of the entity or team, when left out.',
  })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The entity, when it is set there.' })
  entityId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The team, when it is set there.' })
  teamId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The person, when it is set there.' })
  userId?: string | null;

  @Field(() => [BillingSettingInput], { description: 'What is to be set, each setting once.' })
  settings!: BillingSettingInput[];
}

@ObjectType('SetBillingSettingsPayload', { description: 'The settings as they hold now.' })
export class SetBillingSettingsPayload extends MutationPayload {
  @Field(() => BillingSettingsType, { nullable: true, description: 'The settings at the place; null when they were refused.' })
  billingSettings?: BillingSettingsType | null;
}
