import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ParcelInput, ParcelType } from '../parcels/parcel.types.ts';

/** A kind of parcel, as clients see it. */
@ObjectType('ParcelTemplate', { description: 'A kind of parcel that an organization sends often.' })
export class ParcelTemplateType {
  @PublicId(ID_PREFIX.parcelTemplate, { description: 'The template.' })
  id!: string;

  @Field(() => String, { description: 'The name under which it is kept.' })
  name!: string;

  @Field(() => ParcelType, { description: 'The parcel.' })
  parcel!: ParcelType;

  @Field(() => Date, { description: 'When it was first kept.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When it last changed.' })
  updatedAt!: Date;
}

/** A page of templates. */
export const ParcelTemplateConnection = connectionOf(ParcelTemplateType, 'ParcelTemplate');

/** Which templates to list. */
@InputType('ParcelTemplateFilter', { description: 'Which parcel templates to list; what is left out does not matter.' })
export class ParcelTemplateFilterInput {
  @Field(() => String, { nullable: true, description: 'Those whose name begins so, whatever the case.' })
  nameBegins?: string | null;
}

/** A kind of parcel to be kept. */
@InputType('CreateParcelTemplateInput', { description: 'A kind of parcel to be kept under a name.' })
export class CreateParcelTemplateInput {
  @Field(() => String, { description: 'A name that no other has, 1 to 100 characters.' })
  name!: string;

  @Field(() => ParcelInput, { description: 'The parcel.' })
  parcel!: ParcelInput;
}

/** What is to be changed of a template. */
@InputType('UpdateParcelTemplateInput', { description: 'What is to be changed of a template; what is left out stays.' })
export class UpdateParcelTemplateInput {
  @Field(() => ID, { description: 'The template.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'A name that no other has.' })
  name?: string;

  @Field(() => ParcelInput, { nullable: true, description: 'The parcel.' })
  parcel?: ParcelInput;
}

/** Names a template. */
@InputType('DeleteParcelTemplateInput', { description: 'The template to be forgotten.' })
export class DeleteParcelTemplateInput {
  @Field(() => ID, { description: 'The template.' })
  id!: string;
}

/** The answer of changes to templates. */
@ObjectType('ParcelTemplatePayload', { description: 'The template after the change, or why nothing was changed.' })
export class ParcelTemplatePayload extends MutationPayload {
  @Field(() => ParcelTemplateType, { nullable: true, description: 'The template; null when the change was refused.' })
  parcelTemplate?: ParcelTemplateType | null;
}

/** The answer of `deleteParcelTemplate`. */
@ObjectType('DeleteParcelTemplatePayload', { description: 'What was forgotten, or why it was not.' })
export class DeleteParcelTemplatePayload extends MutationPayload {
  @PublicId(ID_PREFIX.parcelTemplate, {
    nullable: true,
    description: 'The template that is kept no more; null when that was refused.',
  })
  deletedParcelTemplateId?: string | null;
}
