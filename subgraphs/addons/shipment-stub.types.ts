import { ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import { Key, PublicId } from '../../platform/graphql/federation.ts';

@Key('id')
@ObjectType('Shipment', { description: 'One or more parcels that go from a shipper to a recipient by one label.' })
export class ShipmentStub {
  @PublicId(ID_PREFIX.shipment, { description: 'Id of the shipment.' })
  id!: string;
}
