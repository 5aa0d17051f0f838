import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';
import { JsonScalar } from '../../../platform/graphql/scalars.ts';
import { AddressInputType } from '../addresses/address.types.ts';
import { DeliveryOptionsInputType } from '../consignments/delivery-options.types.ts';
import { CustomsInputType } from '../customs/customs.types.ts';
import { ParcelInput } from '../parcels/parcel.types.ts';
import { LabelFormat } from '../shipments/shipments.types.ts';
import type { PurchaseWish } from './batch.ts';

/** What is to become of rows. */
export enum BatchPurchase {
  DRAFT = 'draft',
  CHEAPEST = 'cheapest',
  FASTEST = 'fastest',
  SERVICE = 'service',
}
registerEnumType(BatchPurchase, {
  name: 'BatchPurchase',
  description: 'What is to become of a row.',
  valuesConfig: {
    DRAFT: { description: 'A draft, which can be changed, quoted, bought or cancelled.' },
    CHEAPEST: { description: 'A label of the service for which carriers charge least; addons are not in that.' },
    FASTEST: { description: 'A label of the service with the shortest transit, of these the cheapest.' },
    SERVICE: { description: 'A label of the service that is named, from whoever offers it cheapest.' },
  },
});

/** A row of a batch as clients send it. */
@InputType('BatchRowInput', { description: 'What is to be sent: one shipment.' })
export class BatchRowInput {
  @Field(() => String, { nullable: true, description: 'The caller’s own mark, at most 100 characters; printed on the label.' })
  reference?: string | null;

  @Field(() => BatchPurchase, {
    nullable: true,
    description: 'What is to become of it; by default its service where it names one, else what the batch says.',
  })
  purchase?: PurchaseWish | null;

  @Field(() => String, { nullable: true, description: 'Code of the service to buy; the batch’s by default.' })
  service?: string | null;

  @Field(() => AddressInputType, {
    nullable: true,
    description: 'Where it starts; the default shipper of the address book by default.',
  })
  shipper?: AddressInputType | null;

  @Field(() => String, { nullable: true, description: 'The name of a saved address to start at.' })
  savedShipper?: string | null;

  @Field(() => AddressInputType, { description: 'Where it goes.' })
  recipient!: AddressInputType;

  @Field(() => [ParcelInput], { nullable: true, description: 'Its parcels.' })
  parcels?: ParcelInput[] | null;

  @Field(() => String, { nullable: true, description: 'The name of a parcel template to take in the place of parcels.' })
  parcelTemplate?: string | null;

  @Field(() => DeliveryOptionsInputType, { nullable: true, description: 'What is asked for beyond carrying.' })
  options?: DeliveryOptionsInputType | null;

  @Field(() => CustomsInputType, { nullable: true, description: 'What customs are told; needed to buy across a border.' })
  customs?: CustomsInputType | null;

  @Field(() => JsonScalar, { nullable: true, description: 'The caller’s own data: a JSON object.' })
  metadata?: unknown;
}

/** What holds for all rows of a batch. */
@InputType()
class BatchTermsInput {
  @Field(() => String, { nullable: true, description: 'A name to find it by, at most 200 characters.' })
  name?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether rows are only checked and quoted, and nothing is made of them; no by default.',
  })
  isDryRun?: boolean | null;

  @Field(() => BatchPurchase, {
    nullable: true,
    description: 'What is to become of rows that do not say; drafts by default.',
  })
  purchase?: PurchaseWish | null;

  @Field(() => String, { nullable: true, description: 'Code of the service to buy where rows name none.' })
  service?: string | null;

  @Field(() => ID, { nullable: true, description: 'Who pays; the caller’s default entity by default.' })
  entityId?: string | null;

  @Field(() => LabelFormat, { nullable: true, description: 'The format of the labels; PDF by default.' })
  labelFormat?: LabelFormat | null;

  @Field(() => [ID], { nullable: true, description: 'The carrier connections to ask; all active ones by default.' })
  connectionIds?: string[] | null;
}

/** Rows of one shipment each. */
@InputType('CreateBatchInput', { description: 'Rows of one shipment each, and what is to become of them.' })
export class CreateBatchInput extends BatchTermsInput {
  @Field(() => [BatchRowInput], { description: 'The rows, 1 to 10,000.' })
  rows!: BatchRowInput[];
}

@Inaccessible()
@InputType('CreateBatchFromTableInput', { description: 'A table of one shipment a row, and what is to become of them.' })
export class CreateBatchFromTableInput extends BatchTermsInput {
  @Field(() => [String], { description: 'The names of its columns.' })
  columns!: string[];

  @Field(() => [[String]], { description: 'The cells of its rows, 1 to 10,000.' })
  rows!: string[][];
}

/** Names a batch that is to end. */
@InputType('CancelBatchInput', { description: 'The batch that is to end.' })
export class CancelBatchInput {
  @Field(() => ID, { description: 'The batch.' })
  batchId!: string;
}

/** Names a batch whose failed rows are begun once more. */
@InputType('RetryBatchInput', { description: 'The batch whose failed rows are to be begun once more.' })
export class RetryBatchInput {
  @Field(() => ID, { description: 'The batch; it is over.' })
  batchId!: string;
}
