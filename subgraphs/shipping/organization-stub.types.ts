import { ObjectType } from 'type-graphql';
import { Key } from '../../platform/graphql/federation.ts';
import { PublicId } from '../../platform/graphql/federation.ts';
import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';

/** An organization as shipping refers to it; everything else about it is another subgraph's. */
@Key('id')
@ObjectType('Organization', { description: 'A shipper or company inside a tenant.' })
export class OrganizationStub {
  @PublicId(ID_PREFIX.organization, { description: 'Id of the organization.' })
  id!: string;
}
