import { Field, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { DateTimeScalar, JsonScalar } from '../../../platform/graphql/scalars.ts';

@ObjectType('AddonVersion', { description: 'An addon as it was decided at one moment; what was charged names its version.' })
export class AddonVersionType {
  @Field(() => Int, { description: 'Counts the addon’s changes from 1.' })
  version!: number;

  @Field(() => JsonScalar, {
    description: 'The rules of the version: the fields of the addon, decimals and instants as text, ids without prefix.',
  })
  snapshot!: unknown;

  @Field(() => String, { description: 'Who decided it, e.g. `user/<id>`.' })
  actor!: string;

  @Field(() => DateTimeScalar, { description: 'From when on it held.' })
  createdAt!: Date;
}

export const AddonVersionConnection = connectionOf(AddonVersionType, 'AddonVersion');
