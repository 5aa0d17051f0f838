import { LockMode } from '@mikro-orm/core';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { CarrierConnectionEntity, type CarrierConnection } from './carrier-connection.entity.ts';

/** A connection in use, locked until the transaction ends: an organization's own, or, of no organization, the tenant's. Throws NotFoundError on `field`. */
export async function holdConnection(
  context: RequestContext,
  transaction: Transaction,
  key: { id: Uuid; organizationId: Uuid | null },
  field = 'id',
): Promise<CarrierConnection> {
  const connection = await transaction.em.findOne(
    CarrierConnectionEntity,
    { ...key, testMode: context.identity.testMode, deletedAt: null },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (!connection) throw new NotFoundError('The carrier connection', field);
  return connection;
}
