import { identityTopic } from '../../../contracts/identity/identity-changes.ts';
import {
  auditFacts,
  requireOrganization,
  requireTenant,
  type RequestContext,
} from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { CarrierAdapter } from '../carriers/carrier-adapter.ts';
import { carrierOf } from '../carriers/carrier-registry.ts';
import { removeWebhook } from '../carrier-webhooks/carrier-webhook.query.ts';
import type { CarrierConnection, ConnectionAudience } from './carrier-connection.entity.ts';
import { readAudience } from './connection-audience.ts';
import { choosePrices } from './connection-prices.ts';
import { checkDisplayName } from './create-carrier-connection.ts';
import { readConfig, readCredentials, sealCredentials } from './credentials.ts';
import { holdConnection } from './hold-connection.ts';

/** What can be changed of a connection; what is left out stays. */
export interface UpdateCarrierConnection {
  id: Uuid;
  displayName?: string | null | undefined;
  isActive?: boolean | null | undefined;
  rateSheetId?: Uuid | null | undefined;
  priceList?: string | null | undefined;
  /** All of them: they are replaced, never merged. */
  credentials?: unknown;
  config?: unknown;
}

/** What can be changed of a system connection besides. */
export interface UpdateSystemConnection extends UpdateCarrierConnection {
  audience?: ConnectionAudience | null | undefined;
  organizationIds?: readonly Uuid[] | null | undefined;
}

/** Changes a connection of the caller's organization; one that is switched off is not asked for rates and sells no labels. */
export async function updateCarrierConnection(
  context: RequestContext,
  command: UpdateCarrierConnection,
): Promise<CarrierConnection> {
  return changeConnection(context, command.id, requireOrganization(context), {
    action: 'carrier_connection.updated',
    change: (connection) => applyUpdate(context, connection, command),
  });
}

/** Changes a system connection of the tenant, and whom it is offered to. */
export async function updateSystemConnection(
  context: RequestContext,
  command: UpdateSystemConnection,
): Promise<CarrierConnection> {
  requireTenant(context);
  return changeConnection(context, command.id, null, {
    action: 'carrier_connection.updated',
    change: async (connection) => {
      await applyUpdate(context, connection, command);
      if (isGiven(command.audience) || isGiven(command.organizationIds))
        Object.assign(connection, readAudience(command.audience ?? connection.audience!, command.organizationIds));
    },
  });
}

/** Takes a connection out of use for good; what was bought through it keeps naming it. Its credentials are forgotten. */
export async function deleteCarrierConnection(context: RequestContext, id: Uuid): Promise<CarrierConnection> {
  return changeConnection(context, id, requireOrganization(context), deletion(context));
}

/** Takes a system connection out of use for good, for all organizations. */
export async function deleteSystemConnection(context: RequestContext, id: Uuid): Promise<CarrierConnection> {
  requireTenant(context);
  return changeConnection(context, id, null, deletion(context));
}

interface ConnectionChange {
  action: string;
  change: (connection: CarrierConnection, transaction: Transaction) => Promise<void>;
}

function deletion(context: RequestContext): ConnectionChange {
  return {
    action: 'carrier_connection.deleted',
    change: async (connection, transaction) => {
      await removeWebhook(transaction, connection.id);
      connection.isActive = false;
      connection.credentials = null;
      connection.deletedAt = context.clock.now();
    },
  };
}

async function changeConnection(
  context: RequestContext,
  id: Uuid,
  organizationId: Uuid | null,
  { action, change }: ConnectionChange,
): Promise<CarrierConnection> {
  return context.session.transaction(async (transaction) => {
    const connection = await holdConnection(context, transaction, { id, organizationId });
    const before = changeable(connection);
    await change(connection, transaction);
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

async function applyUpdate(
  context: RequestContext,
  connection: CarrierConnection,
  command: UpdateCarrierConnection,
): Promise<void> {
  const adapter = carrierOf(connection);
  if (isGiven(command.displayName)) connection.displayName = checkDisplayName(command.displayName);
  if (isGiven(command.isActive)) connection.isActive = command.isActive;
  if (isGiven(command.config)) connection.config = readConfig(adapter, command.config);
  if (isGiven(command.rateSheetId) || isGiven(command.priceList)) await applyPrices(context, adapter, connection, command);
  if (!isGiven(command.credentials)) return;
  connection.credentials = sealCredentials(context, connection.id, readCredentials(adapter, command.credentials));
  connection.testedAt = null;
  connection.testFailure = null;
}

async function applyPrices(
  context: RequestContext,
  adapter: CarrierAdapter,
  connection: CarrierConnection,
  command: UpdateCarrierConnection,
): Promise<void> {
  const rateSheetId = command.rateSheetId ?? connection.rateSheetId;
  // A list of the sheet from before says nothing about another sheet.
  const kept = rateSheetId === connection.rateSheetId ? connection.priceList : null;
  Object.assign(connection, await choosePrices(context, adapter, { rateSheetId, priceList: command.priceList ?? kept }));
}

function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}

// Credentials are not among them: that they changed shows in when the connection was last tested.
function changeable(connection: CarrierConnection): Partial<CarrierConnection> {
  const { displayName, isActive, priceList, rateSheetId, config, audience, audienceOrganizations, deletedAt } = connection;
  return {
    displayName,
    isActive,
    priceList,
    rateSheetId,
    config,
    audience,
    audienceOrganizations: [...audienceOrganizations],
    deletedAt,
  };
}
