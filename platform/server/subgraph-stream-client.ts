import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { BoundedQueue } from '../streams/bounded-queue.ts';
import { LatestValue } from '../streams/latest-value.ts';
import type { PushedStream } from '../streams/pushed-stream.ts';
import type { SubgraphRequest } from './subgraph-runtime.ts';
import { SubscriptionRefusedError, tooSlow } from './subscription-refused.ts';

const ACKNOWLEDGE_WITHIN_MS = 5_000;
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
const CLOSE_WHEN_IDLE_MS = 10_000;

/** The way to the subgraph broke, or was never there. */
export class StreamBrokenError extends Error {}

/** Reaches one subgraph's subscriptions, all of them over one socket that is there while there are any. */
export class SubgraphStreamClient {
  private readonly client: Client;

  /** `url` is where the subgraph is reached by HTTP. */
  constructor(options: { url: string }) {
    let pongTimer: NodeJS.Timeout | undefined;
    const client = createClient({
      url: options.url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      lazyCloseTimeout: CLOSE_WHEN_IDLE_MS,
      connectionAckWaitTimeout: ACKNOWLEDGE_WITHIN_MS,
      keepAlive: PING_EVERY_MS,
      // Whoever reads a stream opens it again: with an identity that is signed anew.
      retryAttempts: 0,
      on: {
        ping: (isReceived) => {
          if (!isReceived) pongTimer = setTimeout(() => client.terminate(), PONG_WITHIN_MS).unref();
        },
        pong: (isReceived) => {
          if (isReceived) clearTimeout(pongTimer);
        },
        closed: () => clearTimeout(pongTimer),
      },
    });
    this.client = client;
  }

  /**
   * Opens a subscription. Of states that come faster than they are read the latest is kept, of happenings `mostWaiting`. The stream throws
   * SubscriptionRefusedError when the subgraph says no, and StreamBrokenError when the way to it broke.
   */
  subscribe(request: SubgraphRequest): AsyncIterableIterator<ExecutionResult> {
    let dispose = (): void => {};
    const { query, variables, identityToken, requestId, ipAddress, userAgent, mostWaiting } = request;
    const results = resultsOf(mostWaiting, () => dispose());
    dispose = this.client.subscribe(
      { query, variables, extensions: { identityToken, requestId, ipAddress, userAgent } },
      {
        next: (result) => results.push(result as ExecutionResult),
        error: (cause) =>
          results.fail(
            Array.isArray(cause)
              ? new SubscriptionRefusedError(cause as GraphQLFormattedError[])
              : new StreamBrokenError('the connection to the subgraph broke', { cause }),
          ),
        complete: () => results.end(),
      },
    );
    return results;
  }

  /** Breaks the streams that are open: they have not ended, they may go on elsewhere. */
  async close(): Promise<void> {
    this.client.terminate();
    // A client that is disposed of before its streams have heard of the break tells them that they have ended.
    await nextTurn();
    await this.client.dispose();
  }
}

function resultsOf(mostWaiting: number | undefined, onClose: () => void): PushedStream<ExecutionResult> {
  if (mostWaiting === undefined) return new LatestValue(onClose);
  return new BoundedQueue({ most: mostWaiting, onOverflow: tooSlow }, onClose);
}
