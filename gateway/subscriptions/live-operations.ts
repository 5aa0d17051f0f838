import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Identity } from '../../contracts/identity/identity.ts';
import { SubscriptionRefusedError, tooSlow } from '../../platform/server/subscription-refused.ts';
import { BoundedQueue } from '../../platform/streams/bounded-queue.ts';
import { LatestValue } from '../../platform/streams/latest-value.ts';
import type { LiveLimits } from './live-limits.ts';
import { PlannedSource, type Caller, type SourceServices } from './planned-source.ts';
import type { ClientStream } from './shared-stream.ts';
import { SharedStreams } from './shared-streams.ts';
import type { SubscriptionRequest } from './subscription-planner.ts';
import { TenantQuota } from './tenant-quota.ts';

/** A client's subscription that runs. */
export interface LiveSubscription {
  /** Its results; leaving the stream ends the subscription. */
  results: ClientStream;
  /** Goes on in the scope that the caller has now, with the state there; one of happenings ends, as some may be missed on the way. */
  continueAs(caller: Caller): void;
  /** Ends it with an error. */
  fail(error: GraphQLFormattedError): void;
}

/** Runs subscriptions: plans them, and lets those that ask for the same in the same scope share one upstream. */
export class LiveOperations {
  private readonly services: SourceServices;
  private readonly quota: TenantQuota;
  private readonly shared = new SharedStreams();
  private subscriptions = 0;

  constructor(services: SourceServices, limits: Pick<LiveLimits, 'subscriptionsPerTenant'>) {
    this.services = services;
    this.quota = new TenantQuota(limits.subscriptionsPerTenant);
  }

  /** How many subscriptions run for clients, and on how many at subgraphs they stand. */
  get counts(): { subscriptions: number; upstreams: number } {
    return { subscriptions: this.subscriptions, upstreams: this.shared.count };
  }

  /** Starts a valid subscription; throws a GraphQL error when it cannot be planned or the tenant holds too many. `onEnd` is called once it has ended. */
  subscribe(request: SubscriptionRequest, caller: Caller, onEnd: () => void): LiveSubscription {
    const giveBack = this.quota.take(caller.identity);
    if (!giveBack) throw tooManySubscriptions();
    try {
      return this.start(request, caller, () => {
        giveBack();
        onEnd();
      });
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** To be called when another supergraph is served: what fits it goes on, the rest ends with an error that says why. */
  replan(): void {
    this.shared.replan();
  }

  private start(request: SubscriptionRequest, caller: Caller, onEnd: () => void): LiveSubscription {
    const { mostWaiting } = this.services.supergraph.current.planner.plan(request);
    const joined = (as: Caller): (() => void) =>
      this.shared.join(keyOf(request, as.identity), results, () => new PlannedSource(this.services, request, as));
    const end = (): void => {
      if (!leave) return;
      leave();
      leave = undefined;
      this.subscriptions -= 1;
      onEnd();
    };
    const results: ClientStream =
      mostWaiting === undefined ? new LatestValue(end) : new BoundedQueue({ most: mostWaiting, onOverflow: tooSlow }, end);
    let leave: (() => void) | undefined = joined(caller);
    this.subscriptions += 1;
    return {
      results,
      continueAs(as) {
        if (!leave) return;
        if (mostWaiting !== undefined) return results.fail(rightsChanged());
        leave();
        leave = joined(as);
      },
      fail: (error) => results.fail(new SubscriptionRefusedError([error])),
    };
  }
}

function rightsChanged(): SubscriptionRefusedError {
  const message = 'What you may see has changed, and events may have been missed; subscribe again.';
  return new SubscriptionRefusedError([{ message, extensions: { code: 'EVENTS_MISSED' } }]);
}

function tooManySubscriptions(): GraphQLError {
  return new GraphQLError('Your marketplace has as many subscriptions open as it may; end some and try again.', {
    extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' },
  });
}

/** Two identities with the same scope see the same; the tokens by which they are known may differ. */
export function scopeKey({ level, userId, tenant, organizationId, partnerId, testMode, permissions }: Identity): string {
  return JSON.stringify([level, userId, tenant?.id, organizationId, partnerId, testMode, permissions.toSorted()]);
}

function keyOf({ query, operationName, variables }: SubscriptionRequest, identity: Identity): string {
  return JSON.stringify([scopeKey(identity), operationName, variables, query]);
}
