import { auditFacts, requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { CarrierAdapter } from '../carriers/carrier-adapter.ts';
import { carrierCodes, findCarrier } from '../carriers/carrier-registry.ts';
import { findRateSheets } from '../rate-sheets/rate-sheets.query.ts';
import { CarrierConnectionEntity, type CarrierConnection } from './carrier-connection.entity.ts';

const LONGEST_NAME = 120;

/** What a connection is made of. */
export interface CreateCarrierConnection {
  /** The code of a carrier, e.g. `ratesheet`. */
  carrier: string;
  displayName: string;
  rateSheetId?: Uuid | null | undefined;
  /** Which prices of the sheet apply; may be left out when it has one list only. */
  priceList?: string | null | undefined;
}

/** Connects the caller's organization to a carrier, in the caller's mode. */
export async function createCarrierConnection(
  context: RequestContext,
  command: CreateCarrierConnection,
): Promise<CarrierConnection> {
  const organizationId = requireOrganization(context);
  const adapter = chooseCarrier(context, command.carrier);
  const displayName = checkDisplayName(command.displayName);
  const prices = await choosePrices(context, adapter, command);
  const now = context.clock.now();
  return context.session.transaction(async (transaction) => {
    const connection = transaction.em.create(CarrierConnectionEntity, {
      id: newId(),
      organizationId,
      testMode: context.identity.testMode,
      carrier: adapter.code,
      displayName,
      isActive: true,
      capabilities: [...adapter.capabilities],
      ...prices,
      config: {},
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
    });
    await transaction.em.flush();
    transaction.audit({
      action: 'carrier_connection.created',
      resourceType: 'carrier_connection',
      resourceId: connection.id,
      organizationId,
      after: { carrier: adapter.code, displayName, ...prices },
      ...auditFacts(context),
    });
    return connection;
  });
}

/** A connection's name: trimmed, 1 to 120 characters; throws ValidationError. */
export function checkDisplayName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length === 0) throw ValidationError.of('displayName', 'Enter a name.');
  if (trimmed.length > LONGEST_NAME) throw ValidationError.of('displayName', `A name has at most ${LONGEST_NAME} characters.`);
  return trimmed;
}

function chooseCarrier(context: RequestContext, code: string): CarrierAdapter {
  const adapter = findCarrier(code);
  if (!adapter)
    throw ValidationError.of(
      'carrier',
      `There is no carrier "${code.slice(0, 60)}"; there are ${carrierCodes().join(', ')}.`,
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

async function choosePrices(
  context: RequestContext,
  adapter: CarrierAdapter,
  command: CreateCarrierConnection,
): Promise<{ rateSheetId: Uuid | null; priceList: string | null; carrierName: string }> {
  if (!adapter.needsRateSheet) {
    if (command.rateSheetId) throw ValidationError.of('rateSheetId', `The carrier "${adapter.code}" takes no rate sheet.`);
    if (command.priceList) throw ValidationError.of('priceList', `The carrier "${adapter.code}" has no price lists.`);
    const [service] = adapter.services({
      id: '',
      testMode: context.identity.testMode,
      config: {},
      priceList: null,
      rateSheet: null,
    });
    return { rateSheetId: null, priceList: null, carrierName: service!.carrierName };
  }
  if (!command.rateSheetId) throw ValidationError.of('rateSheetId', `The carrier "${adapter.code}" needs a rate sheet.`);
  const [sheet] = await findRateSheets(context.session, [command.rateSheetId]);
  if (!sheet) throw new NotFoundError('The rate sheet', 'rateSheetId');
  const priceLists = [...new Set(sheet.services.map((service) => service.priceList))];
  const priceList = command.priceList ?? (priceLists.length === 1 ? priceLists[0]! : undefined);
  if (priceList === undefined)
    throw ValidationError.of('priceList', `Name a price list: ${priceLists.join(', ')}.`, 'PRICE_LIST_REQUIRED');
  const service = sheet.services.find((each) => each.priceList === priceList);
  if (!service)
    throw ValidationError.of(
      'priceList',
      `The rate sheet has no price list "${priceList.slice(0, 60)}"; it has ${priceLists.join(', ')}.`,
      'UNKNOWN_PRICE_LIST',
    );
  return { rateSheetId: sheet.id, priceList, carrierName: service.carrierName };
}
