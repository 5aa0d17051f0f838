import { Field, Int, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { EntityType } from '../entities/entities.types.ts';
import { OrganizationStub } from '../entities/organization-stub.types.ts';

@Key('id')
@ObjectType('Team', { description: 'People who spend together: of one entity, or across the entities of their organization.' })
export class TeamType {
  @PublicId(ID_PREFIX.team, { description: 'Id of the team.' })
  id!: string;

  @Field(() => OrganizationStub, { nullable: true, description: 'The organization it belongs to.' })
  organization?: OrganizationStub | null;

  @Field(() => EntityType, {
    nullable: true,
    description: 'The only entity it spends of; null for a team across the entities of its organization.',
  })
  entity?: EntityType | null;

  @Field(() => String, { description: 'Name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it spends nothing any more; null while it does.' })
  archivedAt!: Date | null;

  @Field(() => DateTimeScalar, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => Int, {
    description: 'Counts its changes; send it with a change to be refused when somebody else was faster.',
  })
  version!: number;
}
