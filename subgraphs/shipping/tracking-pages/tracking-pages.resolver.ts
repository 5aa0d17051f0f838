import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { TrackingPageType } from '../trackers/trackers.types.ts';
import { showTrackingPage } from './show-tracking-page.ts';

/** Tracking pages for recipients. */
@Resolver()
export class TrackingPagesResolver {
  @Query(() => TrackingPageType, {
    nullable: true,
    description: 'What a recipient sees of a parcel, by the token of its tracker; needs no other token. Refused with NOT_FOUND.',
  })
  trackingPage(
    @Arg('token', () => String, { description: 'The tracker’s `pageToken`.' }) token: string,
    @Ctx() context: RequestContext,
  ): Promise<TrackingPageType> {
    return showTrackingPage(context, token);
  }
}
