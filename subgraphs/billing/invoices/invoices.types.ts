import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { EntityType } from '../entities/entities.types.ts';
import { RateCardType } from '../rate-cards/rate-cards.types.ts';

/** Where an invoice stands. */
export enum InvoiceStatusEnum {
  DRAFT = 'draft',
  OPEN = 'open',
  PAID = 'paid',
  VOID = 'void',
}
registerEnumType(InvoiceStatusEnum, {
  name: 'InvoiceStatus',
  description: 'Where an invoice stands.',
  valuesConfig: {
    DRAFT: { description: 'Not issued; generating the same period again makes it anew.' },
    OPEN: { description: 'Issued and owed.' },
    PAID: { description: 'Paid in full.' },
    VOID: { description: 'Nothing is owed by it; what it billed can be billed again.' },
  },
});

/** What a line bills. */
export enum InvoiceLineKindEnum {
  USAGE = 'usage',
  METER = 'meter',
  SHIPPING = 'shipping',
}
registerEnumType(InvoiceLineKindEnum, {
  name: 'InvoiceLineKind',
  description: 'What a line bills.',
  valuesConfig: {
    USAGE: { description: 'Usage of one kind, rate and month.' },
    METER: {
      description:
        'What a meter measured in a month, by the price of a rate card: what it comes to now, less what was billed of it before.',
    },
    SHIPPING: { description: 'What was shipped on invoice, because credits did not pay it.' },
  },
});

@ObjectType('InvoicedPurchase', { description: 'Something bought on invoice.' })
export class InvoicedPurchaseType {
  @PublicId(ID_PREFIX.creditReservation, { description: 'Id of the reservation it was bought by.' })
  id!: string;

  @Field(() => String, { description: 'What it was for.' })
  reason!: string;

  @Field(() => MoneyType, { description: 'What it cost.' })
  amount!: MoneyType;

  @Field(() => DateTimeScalar, { description: 'When it was bought.' })
  boughtAt!: Date;
}

export const InvoicedPurchaseConnection = connectionOf(InvoicedPurchaseType, 'InvoicedPurchase');

@ObjectType('InvoiceLine', { description: 'A line of an invoice, with what it bills.' })
export class InvoiceLineType {
  @PublicId(ID_PREFIX.invoiceLine, { description: 'Id of the line.' })
  id!: string;

  @Field(() => Int, { description: 'Its place on the invoice, from 1.' })
  position!: number;

  @Field(() => InvoiceLineKindEnum, { description: 'What it bills.' })
  kind!: InvoiceLineKindEnum;

  @Field(() => String, { nullable: true, description: 'The kind of usage, e.g. "api_request"; null for shipping.' })
  eventType!: string | null;

  @Field(() => String, { nullable: true, description: 'The month of the usage, e.g. "2026-03"; null for shipping.' })
  period!: string | null;

  @Field(() => Boolean, {
    description: 'Whether the usage is of a period whose invoice had been issued when it was reported.',
  })
  isAdjustment!: boolean;

  @Field(() => DecimalScalar, { description: 'How much was used, or how many purchases.' })
  quantity!: string;

  @Field(() => String, { nullable: true, description: 'The key of the meter; null unless a rate card prices it.' })
  meter!: string | null;

  @Field(() => RateCardType, { nullable: true, description: 'The rate card that prices it; null unless one does.' })
  rateCard?: RateCardType | null;

  @Field(() => MoneyType, { nullable: true, description: 'What a unit costs; null for shipping and meters.' })
  unitPrice!: MoneyType | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Version of the rate or rate card that prices it, 0 for the default; null for shipping.',
  })
  rateVersion!: number | null;

  @Field(() => MoneyType, { description: 'What the line comes to, rounded half up once.' })
  amount!: MoneyType;
}

@ObjectType('InvoiceRecipient', { description: 'Who an invoice is made out to, as the entity was named when it was issued.' })
export class InvoiceRecipientType {
  @Field(() => String, { description: 'Name.' })
  name!: string;

  @Field(() => String, { description: 'Country, as two letters (ISO 3166-1).' })
  country!: string;

  @Field(() => String, { nullable: true, description: 'Where the invoice goes.' })
  billingEmail!: string | null;

  @Field(() => String, { nullable: true, description: 'The tax id that was set for the entity, or above it.' })
  taxId?: string | null;

  @Field(() => String, { nullable: true, description: 'The cost center that was set for the entity, or above it.' })
  costCenter?: string | null;

  @Field(() => String, { nullable: true, description: 'The purchase order that was set for the entity, or above it.' })
  purchaseOrder?: string | null;
}

@Key('id')
@ObjectType('Invoice', { description: 'What an entity owes for a period. An issued invoice never changes.' })
export class InvoiceType {
  @PublicId(ID_PREFIX.invoice, { description: 'Id of the invoice.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Its number, without gaps within the tenant and mode; null for a draft.' })
  number!: string | null;

  @Field(() => InvoiceStatusEnum, { nullable: true, description: 'Where it stands.' })
  status!: InvoiceStatusEnum;

  @Field(() => EntityType, { nullable: true, description: 'The entity that owes it.' })
  entity?: EntityType | null;

  @Field(() => InvoiceRecipientType, { nullable: true, description: 'Who it is made out to; null for a draft.' })
  billTo!: InvoiceRecipientType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Start of the period; belongs to it.' })
  periodStart!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'End of the period; belongs to the next one.' })
  periodEnd!: Date;

  @Field(() => MoneyType, { nullable: true, description: 'The sum of its lines.' })
  total!: MoneyType;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was drawn up.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was issued.' })
  finalizedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is due.' })
  dueAt!: Date | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is open a day after it was due.' })
  isOverdue!: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was paid.' })
  paidAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was voided.' })
  voidedAt!: Date | null;
}

export const InvoiceConnection = connectionOf(InvoiceType, 'Invoice');

@InputType('InvoiceFilter', { description: 'Which invoices to list; conditions add up.' })
export class InvoiceFilterInput {
  @Field(() => ID, { nullable: true, description: 'Id of an organization; for staff of the tenant, who see all of them.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this entity.' })
  entityId?: string | null;

  @Field(() => InvoiceStatusEnum, { nullable: true, description: 'Only those of this status.' })
  status?: InvoiceStatusEnum | null;

  @Field(() => String, { nullable: true, description: 'The one of this number, e.g. "INV-000042".' })
  number?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Not drawn up before this.' })
  createdFrom?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Drawn up before this.' })
  createdUntil?: Date | null;
}

/** Orders of the list of invoices. */
export enum InvoiceSortEnum {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  TOTAL_DESC = 'totalDesc',
}
registerEnumType(InvoiceSortEnum, {
  name: 'InvoiceSort',
  description: 'How the list of invoices is sorted.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Newest first.' },
    CREATED_AT_ASC: { description: 'Oldest first.' },
    TOTAL_DESC: { description: 'Largest total first, whatever the currency.' },
  },
});

@ArgsType()
export class InvoicesArgs extends PageArgs {
  @Field(() => InvoiceFilterInput, { nullable: true, description: 'Which invoices to list; all in view when left out.' })
  filter?: InvoiceFilterInput;

  @Field(() => InvoiceSortEnum, { defaultValue: InvoiceSortEnum.CREATED_AT_DESC, description: 'How to sort.' })
  sort!: InvoiceSortEnum;
}
