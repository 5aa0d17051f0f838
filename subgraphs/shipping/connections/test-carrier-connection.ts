import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { callCarrier } from '../carriers/carrier-call.ts';
import { meterCarrierRequests } from '../carriers/meter-carrier-requests.ts';
import type { CarrierConnection } from './carrier-connection.entity.ts';
import { findConnectionToTest } from './carrier-connections.query.ts';
import { connectionFacts } from './connection-facts.ts';
import { openCredentials, sealCredentials } from './credentials.ts';
import { holdConnection } from './hold-connection.ts';

/** A connection that was tried, and what was wrong with it. */
export interface TestedConnection {
  connection: CarrierConnection;
  /** Empty when its carrier lets it in. */
  failures: ErrorDetail[];
}

/**
 * Asks the carrier whether it lets a connection in, and keeps the answer. An organization tests its own connections, staff who name
 * no organization those of the tenant. The carrier is asked outside of the transaction, so that nobody waits for it but the caller.
 */
export async function testCarrierConnection(context: RequestContext, id: Uuid): Promise<TestedConnection> {
  const { organizationId } = context.identity;
  const day = context.clock.now().toISOString().slice(0, 10);
  const found = await findConnectionToTest(context.session, { id, organizationId, day });
  if (!found) throw new NotFoundError('The carrier connection', 'id');
  const [facts] = await connectionFacts(context, [found]);
  const { result, usage } = await callCarrier(facts!, 'verify', {});
  const failures = 'error' in result ? result.error.details() : [];
  return context.session.transaction(async (transaction) => {
    const connection = await holdConnection(context, transaction, { id, organizationId });
    const isUnchanged = connection.credentials === found.credentials;
    if (isUnchanged) {
      connection.testedAt = context.clock.now();
      connection.testFailure = failures[0]?.code ?? null;
      if (connection.credentials && !context.vault.isCurrent(connection.credentials))
        connection.credentials = sealCredentials(context, id, openCredentials(context, connection));
    }
    meterCarrierRequests(context, transaction, { organizationId, usage });
    transaction.audit({
      action: 'carrier_connection.tested',
      resourceType: 'carrier_connection',
      resourceId: id,
      organizationId,
      after: { isWorking: failures.length === 0, failure: failures[0]?.code ?? null },
      ...auditFacts(context),
    });
    return { connection, failures };
  });
}
