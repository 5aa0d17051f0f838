import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { GraphQLError, type ExecutionResult, type FormattedExecutionResult } from 'graphql';
import type { Identity } from '../../contracts/identity/identity.ts';
import type { IdentitySigner } from '../../platform/identity/identity-token.ts';
import { clientError } from '../client-error.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { ServedSupergraph } from '../supergraph/served-supergraph.ts';
import type { SourceChange, StreamSource } from './shared-stream.ts';
import type { PlannedSubscription, SubscriptionRequest } from './subscription-planner.ts';

/** Who subscribes, from where. */
export interface Caller {
  identity: Identity;
  ipAddress: string | null;
  userAgent: string | null;
}

/** What subscriptions need to run. */
export interface SourceServices {
  supergraph: Pick<ServedSupergraph, 'current'>;
  transports: ReadonlyMap<string, SubgraphTransport>;
  signer: IdentitySigner;
}

/** A subscription as the supergraph of the moment plans it, in the name of the caller who was there first. */
export class PlannedSource implements StreamSource {
  private readonly services: SourceServices;
  private readonly request: SubscriptionRequest;
  private readonly caller: Caller;
  private planned: PlannedSubscription;

  /** Throws a GraphQL error when it cannot be planned. */
  constructor(services: SourceServices, request: SubscriptionRequest, caller: Caller) {
    this.services = services;
    this.request = request;
    this.caller = caller;
    this.planned = this.plan();
  }

  get subgraph(): string {
    return this.planned.subgraph;
  }

  get mostWaiting(): number | undefined {
    return this.planned.mostWaiting;
  }

  async open(): Promise<AsyncIterableIterator<ExecutionResult>> {
    const { subgraph, query, variables, mostWaiting } = this.planned;
    const transport = this.services.transports.get(subgraph);
    if (!transport) throw new Error(`the supergraph names ${subgraph}, but there is no way to reach it`);
    return transport.subscribe({ query, variables, mostWaiting, ...(await this.context()) });
  }

  async complete(event: ExecutionResult): Promise<FormattedExecutionResult> {
    try {
      return await this.planned.complete(event, await this.context());
    } catch (error) {
      return { data: null, errors: [clientError({ message: (error as Error).message })] };
    }
  }

  replan(): SourceChange {
    const before = this.planned;
    this.planned = this.plan();
    const { subgraph, query, variables, steps } = this.planned;
    if (!isDeepStrictEqual([subgraph, query, variables], [before.subgraph, before.query, before.variables])) return 'upstream';
    return isDeepStrictEqual(steps, before.steps) ? 'nothing' : 'completion';
  }

  private plan(): PlannedSubscription {
    const { current } = this.services.supergraph;
    const [fault] = current.reader.faultsOf(this.request);
    if (fault)
      throw new GraphQLError(`The schema has changed and does not serve this subscription any more: ${fault.message}`, {
        extensions: { code: 'SCHEMA_CHANGED' },
      });
    return current.planner.plan(this.request);
  }

  // Signed anew each time it is needed: a signature lasts two minutes, a subscription for days.
  private async context(): Promise<GatewayContext> {
    const { identity, ipAddress, userAgent } = this.caller;
    const identityToken = await this.services.signer.sign(identity);
    return { identity, identityToken, requestId: randomUUID(), ipAddress, userAgent, statements: 0, isLive: true };
  }
}
