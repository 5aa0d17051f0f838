import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ListSize } from '../../../platform/graphql/federation.ts';
import { MoneyInput, MoneyType } from '../../../platform/graphql/money.types.ts';
import { WeightInput, WeightType } from '../parcels/parcel.types.ts';
import type { CustomsDeclaration } from '../carriers/consignment.ts';

type CustomsContents = CustomsDeclaration['contents'];

/** What kind of goods cross a border, as clients see it. */
export enum CustomsContentsType {
  MERCHANDISE = 'merchandise',
  GIFT = 'gift',
  DOCUMENTS = 'documents',
  SAMPLE = 'sample',
  RETURNED_GOODS = 'returned_goods',
  OTHER = 'other',
}
registerEnumType(CustomsContentsType, {
  name: 'CustomsContents',
  description: 'What kind of goods cross a border.',
  valuesConfig: {
    MERCHANDISE: { description: 'Goods that were sold.' },
    GIFT: { description: 'A gift between people.' },
    DOCUMENTS: { description: 'Papers.' },
    SAMPLE: { description: 'Samples of goods.' },
    RETURNED_GOODS: { description: 'Goods that come back.' },
    OTHER: { description: 'Something else.' },
  },
});

/** Terms of trade. */
export enum IncotermType {
  DDU = 'DDU',
  DDP = 'DDP',
}
registerEnumType(IncotermType, {
  name: 'Incoterm',
  description: 'Who pays duties and taxes.',
  valuesConfig: {
    DDU: { description: 'Delivered, duty unpaid: the recipient does.' },
    DDP: { description: 'Delivered, duty paid: the shipper does.' },
  },
});

/** Goods as clients send them. */
@InputType('CommodityInput', { description: 'Goods of one kind.' })
export class CommodityInputType {
  @Field(() => String, { description: 'What it is, at most 200 characters.' })
  description!: string;

  @Field(() => Int, { description: 'How many pieces.' })
  quantity!: number;

  @Field(() => MoneyInput, { description: 'What one piece is worth; one currency in all.' })
  unitValue!: MoneyInput;

  @Field(() => WeightInput, { description: 'What one piece weighs.' })
  weight!: WeightInput;

  @Field(() => String, { description: 'Where it was made: ISO 3166 two-letter code.' })
  originCountry!: string;

  @Field(() => String, { description: 'Its Harmonized System code, 6 to 10 digits.' })
  hsCode!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The parcel that it is in, from 1; some networks want it of several parcels.',
  })
  parcelPosition?: number | null;
}

/** A customs declaration as clients send it. */
@InputType('CustomsInput', { description: 'What customs are told; needed to buy a label across a border.' })
export class CustomsInputType {
  @Field(() => CustomsContentsType, { description: 'What kind of goods.' })
  contents!: CustomsContents;

  @Field(() => IncotermType, { nullable: true, description: 'Who pays duties; DDU by default.' })
  incoterm?: IncotermType | null;

  @Field(() => String, { description: 'Who vouches for it.' })
  signer!: string;

  @Field(() => String, { nullable: true, description: 'Number of the seller’s invoice.' })
  invoiceNumber?: string | null;

  @Field(() => [CommodityInputType], { description: 'The goods, 1 to 100 kinds.' })
  commodities!: CommodityInputType[];
}

/** Goods, as clients see them. */
@ObjectType('Commodity', { description: 'Goods of one kind.' })
export class CommodityType {
  @Field(() => String, { description: 'What it is.' })
  description!: string;

  @Field(() => Int, { description: 'How many pieces.' })
  quantity!: number;

  @Field(() => MoneyType, { description: 'What one piece is worth.' })
  unitValue!: MoneyType;

  @Field(() => WeightType, { description: 'What one piece weighs.' })
  weight!: WeightType;

  @Field(() => String, { description: 'Where it was made.' })
  originCountry!: string;

  @Field(() => String, { description: 'Its Harmonized System code.' })
  hsCode!: string;

  @Field(() => Int, { nullable: true, description: 'The parcel that it is in, from 1; null where that was not said.' })
  parcelPosition?: number | null;
}

/** A customs declaration, as clients see it. */
@ObjectType('Customs', { description: 'What customs are told.' })
export class CustomsType {
  @Field(() => CustomsContentsType, { description: 'What kind of goods.' })
  contents!: CustomsContents;

  @Field(() => IncotermType, { description: 'Who pays duties.' })
  incoterm!: CustomsDeclaration['incoterm'];

  @Field(() => String, { description: 'Who vouches for it.' })
  signer!: string;

  @Field(() => String, { nullable: true, description: 'Number of the seller’s invoice.' })
  invoiceNumber?: string | null;

  @ListSize(3)
  @Field(() => [CommodityType], { description: 'The goods.' })
  commodities!: CommodityType[];
}
