import type { RequestContext } from '../../platform/context/request-context.ts';
import type { Uuid } from '../../platform/ids/public-id.ts';
import { expireGrants } from '../../subgraphs/billing/credits/expire-grants.ts';
import { grantCredits } from '../../subgraphs/billing/credits/grant-credits.ts';
import { settleSandboxPayment } from '../../subgraphs/billing/payments/settle-sandbox-payment.ts';
import { captureReservation } from '../../subgraphs/billing/reservations/capture-reservation.ts';
import { expireReservations } from '../../subgraphs/billing/reservations/expire-reservations.ts';
import { releaseReservation } from '../../subgraphs/billing/reservations/release-reservation.ts';
import { reserveCredits } from '../../subgraphs/billing/reservations/reserve-credits.ts';
import { spendCredits } from '../../subgraphs/billing/spends/spend-credits.ts';
import { transferCredits } from '../../subgraphs/billing/transfers/transfer-credits.ts';
import { voidGrant } from '../../subgraphs/billing/voids/void-grant.ts';

/** What a movement is made on; it is repeatable, because all that names it is here. */
export interface MovementPlace {
  organizationId: Uuid;
  entityId: Uuid;
  otherEntityId: Uuid;
  grantId: Uuid;
  reservationId: Uuid;
  paymentId: Uuid;
  key: Uuid;
}

type Movement = (context: RequestContext, place: MovementPlace) => Promise<unknown>;

const usd = (amount: string): { amount: string; currency: string } => ({ amount, currency: 'USD' });

/** The ways in which credits move, each by its use case. */
export const CREDIT_MOVEMENTS = {
  'expire grants': (context) => expireGrants(context),
  'expire reservations': (context) => expireReservations(context),
  grant: (context, { entityId, key }) =>
    grantCredits(context, { entityId, amount: usd('12.34'), kind: 'promotional', idempotencyKey: key }),
  spend: (context, { entityId, key }) =>
    spendCredits(context, { entityId, amount: usd('70.01'), reason: 'test', idempotencyKey: key }),
  reserve: (context, { organizationId, entityId, key }) =>
    reserveCredits(context, { organizationId, entityId, key, amount: usd('65.43'), reason: 'shipment/test' }),
  capture: (context, { reservationId }) => captureReservation(context, { reservationId, amount: usd('31.07') }),
  release: (context, { reservationId }) => releaseReservation(context, { reservationId }),
  transfer: (context, { entityId, otherEntityId, key }) =>
    transferCredits(context, { fromEntityId: entityId, toEntityId: otherEntityId, amount: usd('61.00'), idempotencyKey: key }),
  void: (context, { grantId }) => voidGrant(context, { grantId, reason: 'test' }),
  'settle a purchase': (context, { paymentId, key }) =>
    settleSandboxPayment(context, { paymentId, outcome: 'succeeded', callbackId: key }),
} satisfies Record<string, Movement>;

/** The name of a movement. */
export type MovementName = keyof typeof CREDIT_MOVEMENTS;
