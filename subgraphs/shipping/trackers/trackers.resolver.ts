import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { encodeKeyedAddress } from '../keyed-address.ts';
import { createTracker } from './create-tracker.ts';
import { injectTrackingEvents } from './inject-tracking-events.ts';
import { loadTracker, loadTrackingEvents } from './trackers.loaders.ts';
import { listTrackers, TRACKER_ORDERS, type TrackerRow } from './trackers.query.ts';
import {
  CreateTrackerInput,
  CreateTrackerPayload,
  InjectTrackingEventsInput,
  InjectTrackingEventsPayload,
  TrackerConnection,
  TrackerFilterInput,
  TrackerSort,
  TrackerType,
  TrackingEventType,
} from './trackers.types.ts';
import { presentTracker, watchTracker } from './watch-tracker.ts';

const trackerOf = (id: string | null | undefined): Uuid | undefined => decodeOptionalId(ID_PREFIX.tracker, id, 'trackerId');
const shipmentOf = (id: string | null | undefined): Uuid | undefined =>
  decodeOptionalId(ID_PREFIX.shipment, id, 'filter.shipmentId');

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

  @Query(() => TrackerConnection, {
    description: 'The trackers of the caller’s organization; staff of a tenant see all of its own.',
  })
  @RequiresPermission('view_shipments')
  async trackers(
    @Arg('filter', () => TrackerFilterInput, { nullable: true, description: 'Which ones; all by default.' }) filter:
      | TrackerFilterInput
      | undefined,
    @Arg('sort', () => TrackerSort, { nullable: true, description: 'In which order; latest first by default.' }) sort:
      | TrackerSort
      | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<TrackerType>> {
    const order = TRACKER_ORDERS[sort ?? TrackerSort.CREATED_AT_DESC];
    const asked = { ...filter, shipmentId: shipmentOf(filter?.shipmentId) };
    return toConnection(TrackerConnection, await listTrackers(context.session, asked, order, page), (row) => row);
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

  @Mutation(() => CreateTrackerPayload, {
    description: 'Begins to track a parcel by its number; a number that is tracked already answers its tracker.',
  })
  @RequiresPermission('create_shipments')
  @RequiresPolicy('organization_named')
  async createTracker(
    @Arg('input', () => CreateTrackerInput, { description: 'The parcel.' }) input: CreateTrackerInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<CreateTrackerPayload>> {
    const connectionId = decodeOptionalId(ID_PREFIX.connection, input.connectionId, 'connectionId');
    return { tracker: await createTracker(context, { ...input, connectionId }) };
  }

  @RequiresPermission('view_shipments')
  @RequiresPolicy('organization_named')
  @Subscription(() => TrackerType, {
    nullable: true,
    description:
      'A tracker as it is now, then whenever something is learned; without an id the one of the organization that changed last (null while there is none).',
    subscribe: ({ args, context }) => watchTracker(context as RequestContext, trackerOf(args['trackerId'])) as never,
  })
  trackerUpdated(
    @Arg('trackerId', () => ID, { nullable: true, description: 'The tracker; whichever changed last when left out.' })
    trackerId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<TrackerType | null> {
    return presentTracker(context, trackerOf(trackerId));
  }

  @FieldResolver(() => String, { description: 'Opens the public page of the parcel (`trackingPage`) to whoever has it.' })
  pageToken(@Root() { id, testMode, pageKey: key }: TrackerRow, @Ctx() context: RequestContext): string {
    return encodeKeyedAddress({ tenantId: requireTenant(context).id, testMode, id, key });
  }

  @FieldResolver(() => [TrackingEventType], { description: 'The scans, in the order in which they happened.' })
  async events(@Root() tracker: TrackerRow, @Ctx() context: RequestContext): Promise<TrackingEventType[]> {
    return loadTrackingEvents(context, tracker.id);
  }
}
