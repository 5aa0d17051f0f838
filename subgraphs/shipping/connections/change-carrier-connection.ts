import { LockMode } from '@mikro-orm/core';
import { identityTopic } from '../../../contracts/identity/identity-changes.ts';
import { auditFacts, requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { CarrierConnectionEntity, type CarrierConnection } from './carrier-connection.entity.ts';
import { checkDisplayName } from './create-carrier-connection.ts';

/** What can be changed of a connection; what is left out stays. */
export interface UpdateCarrierConnection {
  id: Uuid;
  displayName?: string | null | undefined;
  isActive?: boolean | null | undefined;
}

/** Renames a connection, or switches it on or off: one that is off is not asked for rates and sells no labels. */
export async function updateCarrierConnection(
  context: RequestContext,
  command: UpdateCarrierConnection,
): Promise<CarrierConnection> {
  const displayName =
    command.displayName === null || command.displayName === undefined ? undefined : checkDisplayName(command.displayName);
  return changeCarrierConnection(context, command.id, 'carrier_connection.updated', (connection) => {
    connection.displayName = displayName ?? connection.displayName;
    connection.isActive = command.isActive ?? connection.isActive;
  });
}

/** Takes a connection out of use for good; what was bought through it keeps naming it. */
export async function deleteCarrierConnection(context: RequestContext, id: Uuid): Promise<CarrierConnection> {
  return changeCarrierConnection(context, id, 'carrier_connection.deleted', (connection) => {
    connection.isActive = false;
    connection.deletedAt = context.clock.now();
  });
}

async function changeCarrierConnection(
  context: RequestContext,
  id: Uuid,
  action: string,
  change: (connection: CarrierConnection) => void,
): Promise<CarrierConnection> {
  const organizationId = requireOrganization(context);
  return context.session.transaction(async (transaction) => {
    const connection = await findForChange(transaction, { id, organizationId, testMode: context.identity.testMode });
    const before = changeable(connection);
    change(connection);
    connection.updatedAt = context.clock.now();
    transaction.audit({
      action,
      resourceType: 'carrier_connection',
      resourceId: id,
      organizationId,
      before,
      after: changeable(connection),
      ...auditFacts(context),
    });
    transaction.announceTopic(identityTopic('connection', id));
    return connection;
  });
}

async function findForChange(
  transaction: Transaction,
  key: { id: Uuid; organizationId: Uuid; testMode: boolean },
): Promise<CarrierConnection> {
  const connection = await transaction.em.findOne(
    CarrierConnectionEntity,
    { ...key, deletedAt: null },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (!connection) throw new NotFoundError('The carrier connection', 'id');
  return connection;
}

function changeable(connection: CarrierConnection): Pick<CarrierConnection, 'displayName' | 'isActive' | 'deletedAt'> {
  const { displayName, isActive, deletedAt } = connection;
  return { displayName, isActive, deletedAt };
}
