import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { injectTrackingEvents } from './inject-tracking-events.ts';
import { loadTracker, loadTrackingEvents } from './trackers.loaders.ts';
import { listTrackers, type TrackerRow } from './trackers.query.ts';
import {
  InjectTrackingEventsInput,
  InjectTrackingEventsPayload,
  TrackerConnection,
  TrackerFilterInput,
  TrackerType,
  TrackingEventType,
} from './trackers.types.ts';

/** Trackers and their scans. */
@Resolver(() => TrackerType)
export class TrackersResolver {
  @Query(() => TrackerType, { nullable: true, description: 'One tracker; null when there is none of this id.' })
  @RequiresPermission('view_shipments')
  async tracker(
    @Arg('id', () => ID, { description: 'The tracker.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<TrackerType | null> {
    return loadTracker(context, decodeId(ID_PREFIX.tracker, id));
  }

  @Query(() => TrackerConnection, { description: 'The trackers of the caller’s organization, latest first.' })
  @RequiresPermission('view_shipments')
  async trackers(
    @Arg('filter', () => TrackerFilterInput, { nullable: true, description: 'Which ones; all by default.' }) filter:
      | TrackerFilterInput
      | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<TrackerType>> {
    return toConnection(TrackerConnection, await listTrackers(context.session, filter ?? {}, page), (row) => row);
  }

  @Mutation(() => InjectTrackingEventsPayload, {
    description: 'Plays the carrier in test mode: files scans and moves tracker and shipment along.',
  })
  @RequiresPermission('manage_shipments')
  async injectTrackingEvents(
    @Arg('input', () => InjectTrackingEventsInput, { description: 'The scans.' }) input: InjectTrackingEventsInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<InjectTrackingEventsPayload>> {
    return {
      tracker: await injectTrackingEvents(context, {
        ...input,
        trackerId: decodeId(ID_PREFIX.tracker, input.trackerId, 'trackerId'),
      }),
    };
  }

  @FieldResolver(() => [TrackingEventType], { description: 'The scans, in the order in which they happened.' })
  async events(@Root() tracker: TrackerRow, @Ctx() context: RequestContext): Promise<TrackingEventType[]> {
    return loadTrackingEvents(context, tracker.id);
  }
}
