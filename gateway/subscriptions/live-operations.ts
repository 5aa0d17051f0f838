import { randomUUID } from 'node:crypto';
import type { GraphQLFormattedError } from 'graphql';
import type { Identity } from '../../contracts/identity/identity.ts';
import type { IdentitySigner } from '../../platform/identity/identity-token.ts';
import { SubscriptionRefusedError } from '../../platform/server/subscription-refused.ts';
import { LatestValue } from '../../platform/streams/latest-value.ts';
import { clientError } from '../client-error.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { ClientStream, StreamSource } from './shared-stream.ts';
import { SharedStreams } from './shared-streams.ts';
import type { PlannedSubscription, SubscriptionPlanner, SubscriptionRequest } from './subscription-planner.ts';

/** Who subscribes, from where. */
export interface Caller {
  identity: Identity;
  ipAddress: string | null;
  userAgent: string | null;
}

/** A client's subscription that runs. */
export interface LiveSubscription {
  /** Its results; leaving the stream ends the subscription. */
  results: ClientStream;
  /** Goes on in the scope that the caller has now; when that may not see this, with the refusal as its end. */
  continueAs(caller: Caller): void;
  /** Ends it with an error. */
  fail(error: GraphQLFormattedError): void;
}

/** Runs subscriptions: plans them, and lets those that ask for the same in the same scope share one upstream. */
export class LiveOperations {
  private readonly planner: () => SubscriptionPlanner;
  private readonly transports: ReadonlyMap<string, SubgraphTransport>;
  private readonly signer: IdentitySigner;
  private readonly shared = new SharedStreams();
  private subscriptions = 0;

  constructor(options: {
    planner: () => SubscriptionPlanner;
    transports: ReadonlyMap<string, SubgraphTransport>;
    signer: IdentitySigner;
  }) {
    this.planner = options.planner;
    this.transports = options.transports;
    this.signer = options.signer;
  }

  /** How many subscriptions run for clients, and on how many at subgraphs they stand. */
  get counts(): { subscriptions: number; upstreams: number } {
    return { subscriptions: this.subscriptions, upstreams: this.shared.count };
  }

  /** Starts a valid subscription; throws a GraphQL error when it cannot be planned. `onEnd` is called once it has ended. */
  subscribe(request: SubscriptionRequest, caller: Caller, onEnd: () => void): LiveSubscription {
    const planned = this.planner().plan(request);
    const joined = (as: Caller): (() => void) =>
      this.shared.join(keyOf(request, as.identity), results, () => this.sourceOf(planned, as));
    const end = (): void => {
      if (!leave) return;
      leave();
      leave = undefined;
      this.subscriptions -= 1;
      onEnd();
    };
    const results: ClientStream = new LatestValue(end);
    let leave: (() => void) | undefined = joined(caller);
    this.subscriptions += 1;
    return {
      results,
      continueAs(as) {
        if (!leave) return;
        leave();
        leave = joined(as);
      },
      fail: (error) => results.fail(new SubscriptionRefusedError([error])),
    };
  }

  private sourceOf(planned: PlannedSubscription, caller: Caller): StreamSource {
    const { subgraph, query, variables } = planned;
    const transport = this.transports.get(subgraph);
    if (!transport) throw new Error(`the supergraph names ${subgraph}, but there is no way to reach it`);
    return {
      subgraph,
      open: async () => transport.subscribe({ query, variables, ...(await this.contextOf(caller)) }),
      complete: async (event) => {
        try {
          return await planned.complete(event, await this.contextOf(caller));
        } catch (error) {
          return { data: null, errors: [clientError({ message: (error as Error).message })] };
        }
      },
    };
  }

  // Signed anew each time it is needed: a signature lasts two minutes, a subscription for days.
  private async contextOf({ identity, ipAddress, userAgent }: Caller): Promise<GatewayContext> {
    const identityToken = await this.signer.sign(identity);
    return { identity, identityToken, requestId: randomUUID(), ipAddress, userAgent, statements: 0 };
  }
}

/** Two identities with the same scope see the same; the tokens by which they are known may differ. */
export function scopeKey({ level, userId, tenant, organizationId, partnerId, testMode, permissions }: Identity): string {
  return JSON.stringify([level, userId, tenant?.id, organizationId, partnerId, testMode, permissions.toSorted()]);
}

function keyOf({ query, operationName, variables }: SubscriptionRequest, identity: Identity): string {
  return JSON.stringify([scopeKey(identity), operationName, variables, query]);
}
