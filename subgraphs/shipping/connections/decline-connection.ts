import { auditFacts, requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { declineConnection, findCarrierConnections, type ConnectionRow } from './carrier-connections.query.ts';

/** Switches a system connection off, or on again, for the caller's organization alone. Repeating it changes nothing. */
export async function setSystemConnectionUse(
  context: RequestContext,
  command: { id: Uuid; isUsed: boolean },
): Promise<ConnectionRow> {
  const organizationId = requireOrganization(context);
  const isDeclined = !command.isUsed;
  return context.session.transaction(async (transaction) => {
    const [connection] = await findCarrierConnections(transaction, [command.id]);
    if (!connection || connection.organizationId !== null || connection.deletedAt)
      throw new NotFoundError('The system connection', 'id');
    if (connection.isDeclined === isDeclined) return connection;
    const choice = { id: newId(), organizationId, connectionId: connection.id, isDeclined, at: context.clock.now() };
    await declineConnection(transaction, choice);
    transaction.audit({
      action: isDeclined ? 'carrier_connection.declined' : 'carrier_connection.accepted',
      resourceType: 'carrier_connection',
      resourceId: connection.id,
      organizationId,
      before: { isDeclined: connection.isDeclined },
      after: { isDeclined },
      ...auditFacts(context),
    });
    return { ...connection, isDeclined };
  });
}
