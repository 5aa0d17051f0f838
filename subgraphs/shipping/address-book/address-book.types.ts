import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { AddressInputType, AddressType } from '../addresses/address.types.ts';

/** An address of the address book, as clients see it. */
@ObjectType('SavedAddress', { description: 'An address that an organization keeps to use it again.' })
export class SavedAddressType {
  @PublicId(ID_PREFIX.savedAddress, { description: 'The kept address.' })
  id!: string;

  @Field(() => String, { description: 'The name under which it is kept.' })
  name!: string;

  @Field(() => AddressType, { description: 'The address itself.' })
  address!: AddressType;

  @Field(() => Boolean, { description: 'Whether shipments start there unless said otherwise; true for one at most.' })
  isDefaultShipper!: boolean;

  @Field(() => Date, { description: 'When it was first kept.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When it last changed.' })
  updatedAt!: Date;
}

/** A page of the address book. */
export const SavedAddressConnection = connectionOf(SavedAddressType, 'SavedAddress');

/** Which addresses to list. */
@InputType('SavedAddressFilter', { description: 'Which kept addresses to list; what is left out does not matter.' })
export class SavedAddressFilterInput {
  @Field(() => String, { nullable: true, description: 'Those whose name begins so, whatever the case.' })
  nameBegins?: string | null;

  @Field(() => String, { nullable: true, description: 'Those in this country: ISO 3166 two-letter code.' })
  country?: string | null;
}

/** An address to be kept. */
@InputType('CreateSavedAddressInput', { description: 'An address to be kept under a name.' })
export class CreateSavedAddressInput {
  @Field(() => String, { description: 'A name that no other has, 1 to 100 characters.' })
  name!: string;

  @Field(() => AddressInputType, { description: 'The address.' })
  address!: AddressInputType;

  @Field(() => Boolean, { nullable: true, description: 'Whether shipments start there unless said otherwise; no by default.' })
  isDefaultShipper?: boolean | null;
}

/** What is to be changed of a kept address. */
@InputType('UpdateSavedAddressInput', { description: 'What is to be changed of a kept address; what is left out stays.' })
export class UpdateSavedAddressInput {
  @Field(() => ID, { description: 'The kept address.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'A name that no other has.' })
  name?: string;

  @Field(() => AddressInputType, { nullable: true, description: 'The address.' })
  address?: AddressInputType;

  @Field(() => Boolean, { nullable: true, description: 'Whether shipments start there unless said otherwise.' })
  isDefaultShipper?: boolean | null;
}

/** Names a kept address. */
@InputType('DeleteSavedAddressInput', { description: 'The kept address to be forgotten.' })
export class DeleteSavedAddressInput {
  @Field(() => ID, { description: 'The kept address.' })
  id!: string;
}

/** The answer of changes to the address book. */
@ObjectType('SavedAddressPayload', { description: 'The kept address after the change, or why nothing was changed.' })
export class SavedAddressPayload extends MutationPayload {
  @Field(() => SavedAddressType, { nullable: true, description: 'The kept address; null when the change was refused.' })
  savedAddress?: SavedAddressType | null;
}

/** The answer of `deleteSavedAddress`. */
@ObjectType('DeleteSavedAddressPayload', { description: 'What was forgotten, or why it was not.' })
export class DeleteSavedAddressPayload extends MutationPayload {
  @PublicId(ID_PREFIX.savedAddress, {
    nullable: true,
    description: 'The address that is kept no more; null when that was refused.',
  })
  deletedSavedAddressId?: string | null;
}
