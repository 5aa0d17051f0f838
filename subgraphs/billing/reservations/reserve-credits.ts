import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { organizationToChange } from '../caller-organization.ts';
import { spendableAmount } from '../credits/credit-amount.ts';
import { askForReservation } from './ask-for-reservation.ts';

const LONGEST_REASON = 200;

/** Credits to be set aside for a purchase. */
export interface ReserveCredits {
  /** Made by the buyer; the same key answers the same reservation. */
  key: Uuid;
  organizationId: Uuid;
  /** Who pays; null for the only entity that the team named spends of, else the caller's default entity, else the organization's. */
  entityId: Uuid | null;
  /** The team that spends, of which the caller is a member; the caller's default team when left out. */
  teamId?: Uuid | null | undefined;
  amount: { amount: string; currency: string };
  /** What it is for, e.g. `shipment/<uuid>`. */
  reason: string;
}

/**
 * Sets credits of an entity aside for half an hour. When credits do not cover the amount, an entity that buys on invoice
 * reserves all of it for the invoice; any other is refused and nothing moves.
 */
export async function reserveCredits(
  context: RequestContext,
  command: ReserveCredits,
): Promise<{ reservationId: Uuid; entityId: Uuid }> {
  const { reservation } = await askForReservation({
    kind: 'reserve',
    context,
    organizationId: organizationToChange(context, command.organizationId),
    key: command.key,
    entityId: command.entityId,
    userId: context.identity.userId,
    teamId: command.teamId ?? null,
    amount: spendableAmount(command.amount),
    reason: command.reason.slice(0, LONGEST_REASON),
  });
  return { reservationId: reservation.id, entityId: reservation.entityId };
}
