import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Address, AddressInput } from '../addresses/address.ts';
import { validateAddress } from '../addresses/validate-address.ts';
import { callCarrier } from '../carriers/carrier-call.ts';
import type { AddressVerdict } from '../carriers/carrier-exchanges.ts';
import { meterCarrierRequests } from '../carriers/meter-carrier-requests.ts';
import { connectionFacts } from '../connections/connection-facts.ts';
import { requireCapableConnection } from '../connections/require-capable-connection.ts';

const PARTS = ['name', 'company', 'street1', 'street2', 'city', 'state', 'postalCode', 'country', 'phone', 'email'] as const;

/** An address to be judged, and by whose carrier beyond the rules of its country. */
export interface JudgeAddress {
  address: AddressInput;
  connectionId?: Uuid | null | undefined;
}

/** Something that is said of an address. */
export interface AddressMessage {
  code: string;
  message: string;
  /** The part it is about, e.g. `postalCode`; null for the whole. */
  field: string | null;
}

/** What is known of an address. */
export interface AddressJudgement {
  /** Whether a label may be made for it: its country's rules are kept, and no carrier says that nothing arrives there. */
  isValid: boolean;
  /** Whether something arrives there, by a carrier's word. */
  deliverability: AddressVerdict['deliverability'];
  /** As it should be written; null when it breaks its country's rules. */
  address: Address | null;
  /** The parts that are written otherwise than they were given. */
  correctedFields: string[];
  isResidential: boolean | null;
  /** The carrier that was asked; null when none was, or none answered. */
  judgedBy: string | null;
  messages: AddressMessage[];
}

/**
 * Judges an address by the rules of its country and, where a connection is named, by its carrier, who may know better how it is written.
 * A carrier that does not answer leaves the rules' word standing. Throws ValidationError for a connection that cannot do it.
 */
export async function judgeAddress(context: RequestContext, command: JudgeAddress): Promise<AddressJudgement> {
  requireTenant(context);
  const { address: given, connectionId } = command;
  const { address, faults } = validateAddress(given, 'address');
  const connection = connectionId ? await requireCapableConnection(context, connectionId, 'validateAddress') : undefined;
  if (!address) {
    const messages = faults.map(({ code, message, field }) => ({
      code,
      message,
      field: field?.replace(/^address\./, '') ?? null,
    }));
    return { ...UNKNOWN, isValid: false, address: null, correctedFields: [], messages };
  }
  const byRules = { ...UNKNOWN, isValid: true, address, correctedFields: corrected(given, address), messages: [] };
  if (!connection) return byRules;
  const [facts] = await connectionFacts(context, [connection]);
  const { result, usage } = await callCarrier(facts!, 'validateAddress', { address });
  await context.session.transaction(async (transaction) =>
    meterCarrierRequests(context, transaction, { organizationId: context.identity.organizationId, usage }),
  );
  if ('error' in result) return { ...byRules, messages: result.error.details().map((detail) => ({ ...detail, field: null })) };
  return byCarrier({ given, address, verdict: result.answer, carrierName: connection.carrierName });
}

const UNKNOWN = { deliverability: 'unverified' as const, isResidential: null, judgedBy: null };

function byCarrier(judged: {
  given: AddressInput;
  address: Address;
  verdict: AddressVerdict;
  carrierName: string;
}): AddressJudgement {
  const { given, verdict, carrierName: judgedBy } = judged;
  const { deliverability, isResidential, messages } = verdict;
  // A carrier’s own writing must keep the rules too; what does not is not taken.
  const address = (verdict.normalized && validateAddress(verdict.normalized, 'address').address) ?? judged.address;
  const isValid = deliverability !== 'undeliverable';
  return { isValid, deliverability, address, correctedFields: corrected(given, address), isResidential, judgedBy, messages };
}

function corrected(given: AddressInput, address: Address): string[] {
  return PARTS.filter((part) => (given[part] ?? '') !== (address[part] ?? ''));
}
