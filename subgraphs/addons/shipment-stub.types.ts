import { ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import { Key, PublicId } from '../../platform/graphql/federation.ts';

@Key('id')
@ObjectType('Shipment', {
  description: 'One or more parcels that go together from a shipper to a recipient, each with a label of its own.',
})
export class ShipmentStub {
  @PublicId(ID_PREFIX.shipment, { description: 'Id of the shipment.' })
  id!: string;
}
