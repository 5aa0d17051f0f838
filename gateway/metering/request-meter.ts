import type { Logger } from 'pino';
import type { z } from 'zod';
import { ANONYMOUS, type Identity } from '../../contracts/identity/identity.ts';
import { RecordApiRequests } from '../../contracts/operations/usage-operations.ts';
import type { Clock } from '../../platform/context/clock.ts';
import type { IdentitySigner } from '../../platform/identity/identity-token.ts';
import { newId } from '../../platform/ids/public-id.ts';
import { OperationClient } from '../../platform/operations/operation-client.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import { UsageWindow, type AnsweredOperation } from './usage-window.ts';

/** How long counted requests wait in memory: what a killed gateway loses at most while billing can be reached. */
const FLUSH_EVERY_MS = 2_000;
/** How often a gateway that stops tries to hand over what it counted. */
const ATTEMPTS_AT_STOP = 3;

const METER_IDENTITY: Identity = { ...ANONYMOUS, actor: 'system/gateway', level: 'internal', permissions: ['internal'] };

type Flush = z.infer<typeof RecordApiRequests.input>;

interface RequestMeterOptions {
  billing: SubgraphTransport;
  signer: IdentitySigner;
  clock: Clock;
  log: Logger;
  flushEveryMs?: number;
}

/**
 * Counts the operations of tenants and their organizations and hands the counts to billing in batches. One batch is on its way at a time; it
 * keeps its id until billing has it, so a batch whose answer got lost counts once. What is counted meanwhile joins the next.
 */
export class RequestMeter {
  private readonly options: RequestMeterOptions;
  private readonly operations: OperationClient;
  private readonly window = new UsageWindow();
  private waiting: Flush[] = [];
  private timer: NodeJS.Timeout | undefined;
  private current: Promise<void> | undefined;

  constructor(options: RequestMeterOptions) {
    this.options = options;
    this.operations = new OperationClient(async (call) => {
      const identityToken = await options.signer.sign(METER_IDENTITY);
      const result = await options.billing.execute({
        query: call.document,
        variables: call.variables,
        identityToken,
        requestId: 'metering',
        ipAddress: null,
        userAgent: null,
      });
      return { data: result.data ?? null, errors: result.errors ?? [] };
    });
  }

  /** Counts one operation. */
  count(operation: AnsweredOperation): void {
    this.window.add(operation, this.options.clock.now());
  }

  start(): void {
    this.timer = setInterval(() => void this.flush(), this.options.flushEveryMs ?? FLUSH_EVERY_MS);
    this.timer.unref();
  }

  /** Hands over what was counted so far; when billing can't be reached, it stays for the next time. Never rejects. */
  async flush(): Promise<void> {
    if (this.current) return this.current;
    this.current = this.send().finally(() => (this.current = undefined));
    return this.current;
  }

  /** Stops counting time and hands over what is left. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.current;
    for (let attempt = 0; attempt < ATTEMPTS_AT_STOP && (this.waiting.length > 0 || !this.window.isEmpty); attempt += 1)
      await this.flush();
    const lost = this.waiting.flatMap(({ counts }) => counts).reduce((sum, { count }) => sum + count, this.window.total);
    if (lost > 0) this.options.log.error({ requests: lost }, 'counted requests could not be handed to billing');
  }

  private async send(): Promise<void> {
    if (this.waiting.length === 0) this.waiting = this.window.take().map((counts) => ({ flushId: newId(), counts }));
    try {
      while (this.waiting[0]) {
        await this.operations.call(RecordApiRequests, this.waiting[0]);
        this.waiting.shift();
      }
    } catch (error) {
      this.options.log.warn({ err: error }, 'counted requests wait: billing did not take them');
    }
  }
}
