import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { IdentityChanges } from '../../contracts/identity/identity-changes.ts';
import type { IdentitySigner } from '../../platform/identity/identity-token.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import { GATEWAY_IDENTITY } from './gateway-identity.ts';

const SILENCE_MS = 3 * IdentityChanges.pulseMs;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

/** What to do about changes. */
export interface IdentityChangeListener {
  onChanged(subjects: readonly string[]): void;
  /** Anything may have changed. */
  onGap(): void;
}

/**
 * Hears from the tenants subgraph whose identity may not be believed any longer. Each word is numbered and there is one a
 * second at least, so that what was missed shows, and so does a way that is broken.
 */
export class IdentityChangeFeed {
  private readonly options: { tenants: Pick<SubgraphTransport, 'subscribe'>; signer: IdentitySigner; log: Logger };
  private readonly listener: IdentityChangeListener;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private isHearing = false;

  constructor(
    options: { tenants: Pick<SubgraphTransport, 'subscribe'>; signer: IdentitySigner; log: Logger },
    listener: IdentityChangeListener,
  ) {
    this.options = options;
    this.listener = listener;
  }

  /** Whether changes are heard at the moment. */
  get isHeard(): boolean {
    return this.isHearing;
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!this.stopping.signal.aborted) {
      const reason = await this.listen(() => (retryMs = FIRST_RETRY_MS)).catch((error: unknown) => error);
      this.say(false, reason);
      await wait(retryMs, undefined, { signal: this.stopping.signal }).catch(() => {});
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    }
  }

  private async listen(onWord: () => void): Promise<void> {
    const stream = await this.open();
    const stop = (): void => void stream.return?.();
    this.stopping.signal.addEventListener('abort', stop, { once: true });
    try {
      for (let last = Number.NaN; !this.stopping.signal.aborted;) {
        const read = await withinSilence(stream.next());
        if (read.done) return;
        last = this.take(read.value, last);
        onWord();
      }
    } finally {
      this.stopping.signal.removeEventListener('abort', stop);
      stop();
    }
  }

  private async open(): Promise<AsyncIterableIterator<ExecutionResult>> {
    const identityToken = await this.options.signer.sign(GATEWAY_IDENTITY);
    const call = { query: IdentityChanges.document, identityToken, requestId: randomUUID(), ipAddress: null, userAgent: null };
    return this.options.tenants.subscribe(call);
  }

  private take(result: ExecutionResult, last: number): number {
    const { sequence, subjects, isEverything } = IdentityChanges.output.parse(result.data?.[IdentityChanges.field]);
    if (isEverything || sequence !== last + 1) this.listener.onGap();
    else if (subjects.length > 0) this.listener.onChanged(subjects);
    this.say(true);
    return sequence;
  }

  private say(isHearing: boolean, reason?: unknown): void {
    if (isHearing === this.isHearing) return;
    this.isHearing = isHearing;
    if (isHearing) this.options.log.info('hearing of revocations at once');
    else if (!this.stopping.signal.aborted)
      this.options.log.warn({ err: reason }, 'not hearing of revocations: identities are asked for again every few seconds');
  }
}

async function withinSilence<T>(next: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`silence for ${SILENCE_MS} ms`)), SILENCE_MS).unref();
  });
  return Promise.race([next, silence]).finally(() => clearTimeout(timer));
}
