import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { INTERNAL_SCOPE } from '../../../contracts/identity/identity.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { refundReservation } from './refund-reservation.ts';
import { RefundReservationInput, RefundReservationPayload } from './refunds.types.ts';

/** Refunds, as other subgraphs ask for them. */
@Resolver()
export class RefundsResolver {
  @Inaccessible()
  @RequiresPermission(INTERNAL_SCOPE)
  @Mutation(() => RefundReservationPayload, {
    description: 'Gives back what a reservation spent. Refused with NOT_FOUND or RESERVATION_NOT_CAPTURED.',
  })
  async refundReservation(
    @Arg('input', () => RefundReservationInput, { description: 'What to give back.' }) input: RefundReservationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { refunded: (await refundReservation(context, input)).toJSON() };
  }
}
