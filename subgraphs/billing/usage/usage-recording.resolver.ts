import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { correctUsageEvent, voidUsageEvent } from './correct-usage.ts';
import { decodeReportedUsage, presentOutcomes } from './decode-reported-usage.ts';
import { toUsageEventType } from './present-usage.ts';
import { recordUsageEvents } from './record-usage-events.ts';
import { replayUsageEvents } from './replay-usage.ts';
import {
  CorrectUsageEventInput,
  RecordUsageEventsInput,
  RecordUsageEventsPayload,
  ReplayUsageEventsInput,
  ReplayUsageEventsPayload,
  UsageCorrectionPayload,
  VoidUsageEventInput,
} from './usage-recording.types.ts';

const organizationOf = (input: { organizationId?: string | null }): Uuid | undefined =>
  decodeOptionalId(ID_PREFIX.organization, input.organizationId, 'organizationId');

/** Records what is reported in one call; also answers the mutation directly, because there may be a thousand events. */
export async function reportUsage(
  _root: unknown,
  { input: { events } }: { input: RecordUsageEventsInput },
  context: RequestContext,
): Promise<object> {
  return presentOutcomes(events, await recordUsageEvents(context, decodeReportedUsage(events)));
}

/** Usage that a tenant's own systems report, and what corrects it. */
@Resolver()
export class UsageRecordingResolver {
  @RequiresPermission('manage_credits')
  @Mutation(() => RecordUsageEventsPayload, {
    description:
      'Records up to 1,000 usage events; each is accepted, a duplicate, or refused by itself: with VALIDATION_FAILED, UNKNOWN_EVENT_TYPE, UNKNOWN_ENTITY, INVALID_QUANTITY, INVALID_PROPERTY, FUTURE_TIMESTAMP or TOO_LATE. The whole call is refused with TOO_MANY_EVENTS, or with what each event is refused with when all are.',
  })
  async recordUsageEvents(
    @Arg('input', () => RecordUsageEventsInput, { description: 'The events.' }) input: RecordUsageEventsInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return reportUsage(null, { input }, context);
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => UsageCorrectionPayload, {
    description:
      'Takes a usage event back, at its own price and in its own month; what an issued invoice has billed is given back on the next one. Refused with NOT_FOUND, VALIDATION_FAILED or USAGE_EVENT_VOIDED.',
  })
  async voidUsageEvent(
    @Arg('input', () => VoidUsageEventInput, { description: 'Which one, and why.' }) input: VoidUsageEventInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { usageEvent: toUsageEventType(await voidUsageEvent(context, { ...input, organizationId: organizationOf(input) })) };
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => UsageCorrectionPayload, {
    description:
      'Records what a usage event should have said in its place, at its own price and in its own month. Refused as voidUsageEvent is, and with INVALID_QUANTITY or INVALID_PROPERTY.',
  })
  async correctUsageEvent(
    @Arg('input', () => CorrectUsageEventInput, { description: 'What it should have said.' }) input: CorrectUsageEventInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const properties = input.properties as Record<string, unknown> | null | undefined;
    const event = await correctUsageEvent(context, { ...input, properties, organizationId: organizationOf(input) });
    return { usageEvent: toUsageEventType(event) };
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => ReplayUsageEventsPayload, {
    description:
      'Gives usage that was recorded before the organization had an entity to its default one, at the prices of when it happened. Refused with NOT_FOUND or VALIDATION_FAILED.',
  })
  async replayUsageEvents(
    @Arg('input', () => ReplayUsageEventsInput, { description: 'Whose, and of which time.' }) input: ReplayUsageEventsInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return replayUsageEvents(context, { ...input, organizationId: organizationOf(input) });
  }
}
