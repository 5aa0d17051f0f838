import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Cost, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { createPayoutBatch } from './create-payout-batch.ts';
import { cancelPayout, completePayout, failPayout, releasePayout, startPayout } from './move-payout.ts';
import {
  CancelPayoutInput,
  CancelPayoutPayload,
  CompletePayoutInput,
  CompletePayoutPayload,
  CreatePayoutBatchInput,
  CreatePayoutBatchPayload,
  FailPayoutInput,
  FailPayoutPayload,
  ReleasePayoutInput,
  ReleasePayoutPayload,
  StartPayoutInput,
  StartPayoutPayload,
} from './payout-changes.types.ts';

/** Payouts: making and moving them. */
@Resolver()
export class PayoutChangesResolver {
  @RequiresPermission('manage_partners')
  @Cost(50)
  @Mutation(() => CreatePayoutBatchPayload, {
    description:
      'Makes a payout of a partner’s approved, unpaid commissions; a commission is in one payout however many are made at once. Refused, with nothing claimed, with NOT_FOUND, NOTHING_TO_PAY, BELOW_MINIMUM_PAYOUT, INVALID_DATE_RANGE, DATE_RANGE_TOO_LONG, IDEMPOTENCY_KEY_REUSED or VALIDATION_FAILED.',
  })
  async createPayoutBatch(
    @Arg('input', () => CreatePayoutBatchInput, { description: 'What it is made of.' }) input: CreatePayoutBatchInput,
    @Ctx() context: RequestContext,
  ) {
    const partnerId = decodeId(ID_PREFIX.partner, input.partnerId, 'partnerId');
    return { payout: await createPayoutBatch(context, { ...input, partnerId }) };
  }

  @RequiresPermission('manage_partners')
  @Mutation(() => ReleasePayoutPayload, {
    description: 'Says that a pending payout was checked and may be paid. Refused with NOT_FOUND or ILLEGAL_STATUS_MOVE.',
  })
  async releasePayout(
    @Arg('input', () => ReleasePayoutInput, { description: 'Which payout.' }) input: ReleasePayoutInput,
    @Ctx() context: RequestContext,
  ) {
    return { payout: await releasePayout(context, decodeId(ID_PREFIX.partnerPayout, input.id)) };
  }

  @RequiresPermission('manage_partners')
  @Mutation(() => StartPayoutPayload, {
    description: 'Says that a payout is on its way. Refused with NOT_FOUND or ILLEGAL_STATUS_MOVE.',
  })
  async startPayout(
    @Arg('input', () => StartPayoutInput, { description: 'Which payout.' }) input: StartPayoutInput,
    @Ctx() context: RequestContext,
  ) {
    return { payout: await startPayout(context, decodeId(ID_PREFIX.partnerPayout, input.id)) };
  }

  @RequiresPermission('manage_partners')
  @Mutation(() => CompletePayoutPayload, {
    description:
      'Says that a payout arrived: its commissions are paid. The steps between may be left out. Refused with NOT_FOUND, VALIDATION_FAILED or ILLEGAL_STATUS_MOVE.',
  })
  async completePayout(
    @Arg('input', () => CompletePayoutInput, { description: 'Which payout, how it was paid.' }) input: CompletePayoutInput,
    @Ctx() context: RequestContext,
  ) {
    return { payout: await completePayout(context, { ...input, id: decodeId(ID_PREFIX.partnerPayout, input.id) }) };
  }

  @RequiresPermission('manage_partners')
  @Mutation(() => FailPayoutPayload, {
    description:
      'Says that a payout did not arrive: its commissions wait for another one. Refused with NOT_FOUND, VALIDATION_FAILED or ILLEGAL_STATUS_MOVE.',
  })
  async failPayout(
    @Arg('input', () => FailPayoutInput, { description: 'Which payout, why.' }) input: FailPayoutInput,
    @Ctx() context: RequestContext,
  ) {
    return { payout: await failPayout(context, { ...input, id: decodeId(ID_PREFIX.partnerPayout, input.id) }) };
  }

  @RequiresPermission('manage_partners')
  @Mutation(() => CancelPayoutPayload, {
    description:
      'Calls a payout off: its commissions wait for another one. Refused with NOT_FOUND, VALIDATION_FAILED or ILLEGAL_STATUS_MOVE.',
  })
  async cancelPayout(
    @Arg('input', () => CancelPayoutInput, { description: 'Which payout, why.' }) input: CancelPayoutInput,
    @Ctx() context: RequestContext,
  ) {
    return { payout: await cancelPayout(context, { ...input, id: decodeId(ID_PREFIX.partnerPayout, input.id) }) };
  }
}
