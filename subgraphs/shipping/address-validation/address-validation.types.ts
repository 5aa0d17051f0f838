import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { AddressInputType, AddressType } from '../addresses/address.types.ts';

/** Whether something arrives at an address. */
export enum DeliverabilityType {
  DELIVERABLE = 'deliverable',
  UNDELIVERABLE = 'undeliverable',
  UNVERIFIED = 'unverified',
}
registerEnumType(DeliverabilityType, {
  name: 'Deliverability',
  description: 'Whether something arrives at an address, by a carrier’s word.',
  valuesConfig: {
    DELIVERABLE: { description: 'The carrier knows it.' },
    UNDELIVERABLE: { description: 'The carrier says that nothing arrives there.' },
    UNVERIFIED: { description: 'No carrier was asked, or none said.' },
  },
});

/** An address to be judged. */
@InputType('ValidateAddressInput', { description: 'An address to be judged.' })
export class ValidateAddressInput {
  @Field(() => AddressInputType, { description: 'The address.' })
  address!: AddressInputType;

  @Field(() => ID, {
    nullable: true,
    description:
      'A connection whose carrier is to be asked (capability `validateAddress`); the rules of the country alone without it.',
  })
  connectionId?: string | null;
}

/** Something that is said of an address. */
@ObjectType('AddressMessage', { description: 'Something that is said of an address.' })
export class AddressMessageType {
  @Field(() => String, { nullable: true, description: 'The part it is about, e.g. `postalCode`; null for the whole.' })
  field!: string | null;

  @Field(() => String, { description: 'Stable code, e.g. `ADDRESS_POSTAL_CODE_INVALID`, or the carrier’s own.' })
  code!: string;

  @Field(() => String, { description: 'What is wrong, or was found.' })
  message!: string;
}

/** What is known of an address. */
@ObjectType('AddressValidation', { description: 'What is known of an address.' })
export class AddressValidationType {
  @Field(() => Boolean, {
    description: 'Whether it keeps the rules of its country and no carrier says that nothing arrives there.',
  })
  isValid!: boolean;

  @Field(() => DeliverabilityType, { description: 'Whether something arrives there.' })
  deliverability!: string;

  @Field(() => AddressType, { nullable: true, description: 'As it should be written; null when it breaks its country’s rules.' })
  address!: AddressType | null;

  @Field(() => [String], { description: 'The parts that are written otherwise than they were given, e.g. `postalCode`.' })
  correctedFields!: string[];

  @Field(() => Boolean, { nullable: true, description: 'Whether somebody lives there; null when nobody says.' })
  isResidential!: boolean | null;

  @Field(() => String, { nullable: true, description: 'The carrier that judged it; null when none did.' })
  judgedBy!: string | null;

  @Field(() => [AddressMessageType], { description: 'What is wrong with it, or was found about it.' })
  messages!: AddressMessageType[];
}

/** The answer of `validateAddress`. */
@ObjectType('ValidateAddressPayload', { description: 'What is known of the address, or why it was not judged.' })
export class ValidateAddressPayload extends MutationPayload {
  @Field(() => AddressValidationType, { nullable: true, description: 'The judgement; null when the request was refused.' })
  validation?: AddressValidationType | null;
}
