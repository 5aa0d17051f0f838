import { ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';

/** The organization as billing knows it: by its id. */
@Key('id')
@ObjectType('Organization', { description: 'A shipper or company inside a tenant.' })
export class OrganizationStub {
  @PublicId(ID_PREFIX.organization, { description: 'Id of the organization.' })
  id!: string;
}
