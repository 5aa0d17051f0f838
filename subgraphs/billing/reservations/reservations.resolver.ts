import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { INTERNAL_SCOPE } from '../../../contracts/identity/identity.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { captureReservation } from './capture-reservation.ts';
import { releaseReservation } from './release-reservation.ts';
import {
  CaptureReservationInput,
  CaptureReservationPayload,
  ReleaseReservationInput,
  ReleaseReservationPayload,
  ReserveCreditsInput,
  ReserveCreditsPayload,
} from './reservations.types.ts';
import { reserveCredits } from './reserve-credits.ts';

/** Reservations, as other subgraphs make, spend and give them back. */
@Resolver()
export class ReservationsResolver {
  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Mutation(() => ReserveCreditsPayload, {
    description:
      'Sets credits aside. Refused with INSUFFICIENT_CREDITS, ENTITY_SUSPENDED, LIMIT_REACHED, NOT_IN_TEAM, TEAM_ARCHIVED, TEAM_OF_ANOTHER_ENTITY, MEMBERSHIP_ENDED, NOT_FOUND, CURRENCY_MISMATCH or IDEMPOTENCY_KEY_REUSED.',
  })
  async reserveCredits(
    @Arg('input', () => ReserveCreditsInput, { description: 'What to set aside.' }) input: ReserveCreditsInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return reserveCredits(context, { ...input, entityId: input.entityId ?? null });
  }

  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Mutation(() => CaptureReservationPayload, {
    description:
      'Spends a reservation. Refused with NOT_FOUND, RESERVATION_RELEASED, CURRENCY_MISMATCH or CAPTURE_EXCEEDS_RESERVATION.',
  })
  async captureReservation(
    @Arg('input', () => CaptureReservationInput, { description: 'What to spend.' }) input: CaptureReservationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const captured = await captureReservation(context, { reservationId: input.reservationId, amount: input.amount ?? null });
    return { captured: captured.toJSON() };
  }

  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Mutation(() => ReleaseReservationPayload, {
    description: 'Gives a reservation back. Refused with NOT_FOUND or RESERVATION_CAPTURED.',
  })
  async releaseReservation(
    @Arg('input', () => ReleaseReservationInput, { description: 'What to give back.' }) input: ReleaseReservationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { released: (await releaseReservation(context, input)).toJSON() };
  }
}
