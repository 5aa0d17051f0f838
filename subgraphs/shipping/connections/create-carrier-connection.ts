import {
  auditFacts,
  requireOrganization,
  requireTenant,
  type RequestContext,
} from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { CarrierAdapter } from '../carriers/carrier-adapter.ts';
import { allCarriers, findCarrier } from '../carriers/carrier-registry.ts';
import { CarrierConnectionEntity, type CarrierConnection, type ConnectionAudience } from './carrier-connection.entity.ts';
import { readAudience, type Audience } from './connection-audience.ts';
import { choosePrices } from './connection-prices.ts';
import { readConfig, readCredentials, sealCredentials } from './credentials.ts';

const LONGEST_NAME = 120;

/** What a connection is made of. */
export interface CreateCarrierConnection {
  /** The code of a carrier, e.g. `ratesheet`. */
  carrier: string;
  displayName: string;
  rateSheetId?: Uuid | null | undefined;
  /** Which prices of the sheet apply; may be left out when it has one list only. */
  priceList?: string | null | undefined;
  /** What lets it in, as the carrier wants it. */
  credentials?: unknown;
  config?: unknown;
}

/** What a system connection is made of, and whom it is offered to. */
export interface CreateSystemConnection extends CreateCarrierConnection {
  audience: ConnectionAudience;
  organizationIds?: readonly Uuid[] | null | undefined;
}

/** Connects the caller's organization to a carrier, in the caller's mode. */
export async function createCarrierConnection(
  context: RequestContext,
  command: CreateCarrierConnection,
): Promise<CarrierConnection> {
  return createConnection(context, command, { organizationId: requireOrganization(context) });
}

/** Connects the tenant to a carrier for its organizations, in the caller's mode. */
export async function createSystemConnection(
  context: RequestContext,
  command: CreateSystemConnection,
): Promise<CarrierConnection> {
  requireTenant(context);
  const audience = readAudience(command.audience, command.organizationIds);
  return createConnection(context, command, { organizationId: null, ...audience });
}

/** A connection's name: trimmed, 1 to 120 characters; throws ValidationError. */
export function checkDisplayName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length === 0) throw ValidationError.of('displayName', 'Enter a name.');
  if (trimmed.length > LONGEST_NAME) throw ValidationError.of('displayName', `A name has at most ${LONGEST_NAME} characters.`);
  return trimmed;
}

async function createConnection(
  context: RequestContext,
  command: CreateCarrierConnection,
  owner: { organizationId: Uuid | null } & Partial<Audience>,
): Promise<CarrierConnection> {
  const adapter = chooseCarrier(context, command.carrier);
  const displayName = checkDisplayName(command.displayName);
  const credentials = readCredentials(adapter, command.credentials);
  const config = readConfig(adapter, command.config);
  const prices = await choosePrices(context, adapter, command);
  const now = context.clock.now();
  const id = newId();
  return context.session.transaction(async (transaction) => {
    const connection = transaction.em.create(CarrierConnectionEntity, {
      id,
      testMode: context.identity.testMode,
      carrier: adapter.code,
      displayName,
      isActive: true,
      ...prices,
      config,
      credentials: sealCredentials(context, id, credentials),
      audience: null,
      audienceOrganizations: [],
      ...owner,
      testedAt: null,
      testFailure: null,
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
    });
    await transaction.em.flush();
    transaction.audit({
      action: 'carrier_connection.created',
      resourceType: 'carrier_connection',
      resourceId: id,
      organizationId: owner.organizationId,
      after: { carrier: adapter.code, displayName, ...prices, config, ...owner },
      ...auditFacts(context),
    });
    return connection;
  });
}

function chooseCarrier(context: RequestContext, code: string): CarrierAdapter {
  const adapter = findCarrier(code);
  if (!adapter)
    throw ValidationError.of(
      'carrier',
      `There is no carrier "${code.slice(0, 60)}"; there are ${allCarriers()
        .map((each) => each.code)
        .join(', ')}.`,
      'UNKNOWN_CARRIER',
    );
  if (adapter.isTestOnly && !context.identity.testMode) {
    throw ValidationError.of(
      'carrier',
      `The carrier "${adapter.code}" exists in test mode only; use a test token.`,
      'TEST_MODE_ONLY',
    );
  }
  return adapter;
}
