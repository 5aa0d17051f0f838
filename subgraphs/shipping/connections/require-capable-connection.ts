import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { capabilitiesOf, type CarrierCapability } from '../carriers/carrier-adapter.ts';
import { carrierOf } from '../carriers/carrier-registry.ts';
import { findConnectionsToRate, type UsableConnection } from './carrier-connections.query.ts';

/** A connection in use whose carrier can do this. Throws on `connectionId`: NOT_FOUND, CONNECTION_INACTIVE or CARRIER_OPERATION_UNSUPPORTED. */
export async function requireCapableConnection(
  context: RequestContext,
  connectionId: Uuid,
  capability: CarrierCapability,
): Promise<UsableConnection> {
  const today = context.clock.now().toISOString().slice(0, 10);
  const [connection] = await findConnectionsToRate(context.session, [connectionId], today);
  if (!connection) throw new NotFoundError('The carrier connection', 'connectionId');
  if (!connection.isActive)
    throw ValidationError.of('connectionId', 'The carrier connection is switched off.', 'CONNECTION_INACTIVE');
  if (capabilitiesOf(carrierOf(connection)).includes(capability)) return connection;
  const message = `${connection.carrierName} cannot do this (${capability}); the connection's capabilities say what it can.`;
  throw ValidationError.of('connectionId', message, 'CARRIER_OPERATION_UNSUPPORTED');
}
