import { Field, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { EntityStatusEnum, EntityType } from '../entities/entities.types.ts';
import { OrganizationStub } from '../entities/organization-stub.types.ts';

@ObjectType('BillingStatus', { description: 'Whether an entity may spend, as of now.' })
export class BillingStatusType {
  @Field(() => EntityType, { nullable: true, description: 'The entity.' })
  entity?: EntityType | null;

  @Field(() => OrganizationStub, { nullable: true, description: 'The organization it belongs to.' })
  organization?: OrganizationStub | null;

  @Field(() => EntityStatusEnum, { description: 'Whether it may spend.' })
  status!: EntityStatusEnum;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When grace ends or, for an entity suspended since, ended; null when no payment has failed.',
  })
  graceEndsAt!: Date | null;

  @Field(() => DateTimeScalar, { description: 'When the status became what it is.' })
  changedAt!: Date;
}
