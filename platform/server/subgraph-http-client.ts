import { setTimeout as wait } from 'node:timers/promises';
import { getOperationAST, OperationTypeNode, parse, type ExecutionResult } from 'graphql';
import { Pool } from 'undici';
import { DeadlinePassedError, remainingMs } from '../context/within-deadline.ts';
import {
  BUDGET_HEADER,
  CALLER_KEEP_ALIVE_MS,
  CLIENT_ADDRESS_HEADER,
  CLIENT_AGENT_HEADER,
  REQUEST_ID_HEADER,
  TRACE_HEADER,
} from './subgraph-http-protocol.ts';
import type { SubgraphRequest } from './subgraph-runtime.ts';

const CONNECTIONS = 64;
const DEADLINE_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5_000;
const READINESS_TIMEOUT_MS = 2_000;
// Long enough for a pool to notice that the other connections of a server that died are dead too.
const RETRY_AFTER_MS = 20;

// The connection broke or was never made: there is no answer and there will be none.
const CONNECTION_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** A subgraph answered, but not with a GraphQL result. */
export class UnusableAnswerError extends Error {}

/**
 * Reaches one subgraph over HTTP, by connections that are kept. Rejects when there is no GraphQL answer within the
 * deadline; a query whose connection broke is sent once more, a mutation never, since it may have had its effect.
 */
export class SubgraphHttpClient {
  private readonly pool: Pool;
  private readonly path: string;
  private readonly deadlineMs: number;

  constructor(options: { url: string; deadlineMs?: number; connections?: number }) {
    const { origin, pathname, search } = new URL(options.url);
    this.path = pathname + search;
    this.deadlineMs = options.deadlineMs ?? DEADLINE_MS;
    this.pool = new Pool(origin, {
      connections: options.connections ?? CONNECTIONS,
      pipelining: 1,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      keepAliveTimeout: CALLER_KEEP_ALIVE_MS,
      // The server's Keep-Alive header would otherwise lengthen it to a second below the server's own.
      keepAliveMaxTimeout: CALLER_KEEP_ALIVE_MS,
      // The deadline of each request is the one limit; the pool's own would cut longer ones short.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  async execute(request: SubgraphRequest): Promise<ExecutionResult> {
    const budgetMs = Math.ceil(Math.min(this.deadlineMs, remainingMs(request.deadline)));
    if (budgetMs === 0) throw new DeadlinePassedError();
    const deadline = AbortSignal.timeout(budgetMs);
    try {
      return await this.send(request, deadline);
    } catch (error) {
      if (!isConnectionFailure(error) || !isQuery(request)) throw error;
      await wait(RETRY_AFTER_MS, undefined, { signal: deadline });
      return this.send(request, deadline);
    }
  }

  /** Whether the subgraph says that it can serve; false when it says nothing within two seconds. */
  async isReady(): Promise<boolean> {
    try {
      const { statusCode, body } = await this.pool.request({
        method: 'GET',
        path: '/health/ready',
        signal: AbortSignal.timeout(READINESS_TIMEOUT_MS),
      });
      await body.dump();
      return statusCode === 200;
    } catch {
      return false;
    }
  }

  /** Lets requests under way finish, then closes the connections. */
  async close(): Promise<void> {
    await this.pool.close();
  }

  private async send(request: SubgraphRequest, signal: AbortSignal): Promise<ExecutionResult> {
    const { query, variables, operationName } = request;
    const { statusCode, body } = await this.pool.request({
      method: 'POST',
      path: this.path,
      headers: headersOf(request),
      body: JSON.stringify({ query, variables, operationName }),
      signal,
    });
    const text = await body.text();
    if (statusCode !== 200) throw new UnusableAnswerError(`the subgraph answered with HTTP status ${statusCode}`);
    return parseResult(text);
  }
}

function headersOf(request: SubgraphRequest): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: 'application/json',
    [REQUEST_ID_HEADER]: request.requestId,
  };
  if (request.identityToken) headers['authorization'] = `Bearer ${request.identityToken}`;
  if (request.traceparent) headers[TRACE_HEADER] = request.traceparent;
  if (request.deadline !== undefined) headers[BUDGET_HEADER] = String(Math.floor(remainingMs(request.deadline)));
  if (request.ipAddress) headers[CLIENT_ADDRESS_HEADER] = request.ipAddress;
  // What a client calls itself is its own text; whatever a header cannot carry is left out.
  if (request.userAgent) headers[CLIENT_AGENT_HEADER] = request.userAgent.replaceAll(/[^\x20-\x7e]/g, '');
  return headers;
}

function parseResult(text: string): ExecutionResult {
  let result: unknown;
  try {
    result = JSON.parse(text);
  } catch {
    throw new UnusableAnswerError('the subgraph answered something that is not JSON');
  }
  if (typeof result !== 'object' || result === null || !('data' in result || 'errors' in result)) {
    throw new UnusableAnswerError('the subgraph answered JSON that is no GraphQL result');
  }
  return result as ExecutionResult;
}

function isConnectionFailure(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown } };
  return CONNECTION_CODES.has(String(code)) || CONNECTION_CODES.has(String(cause?.code));
}

// Read only once something failed, so that the way without trouble costs no parsing.
function isQuery(request: SubgraphRequest): boolean {
  try {
    return getOperationAST(parse(request.query), request.operationName)?.operation === OperationTypeNode.QUERY;
  } catch {
    return false;
  }
}
