import type { Logger } from 'pino';
import { RecordCredentialUse } from '../../contracts/operations/credential-operations.ts';
import type { Clock } from '../../platform/context/clock.ts';
import type { OperationClient } from '../../platform/operations/operation-client.ts';

const FLUSH_EVERY_MS = 15_000;
// What is beyond is told later or not at all: knowing when something was used last is not worth more memory.
const MOST_GATHERED = 10_000;

interface Gathered {
  subject: string;
  ipAddress: string | null;
  usedAt: string;
  refusals: number;
}

/** Gathers when and whence tokens and sessions are used, and tells it every quarter of a minute instead of with each request. */
export class CredentialUse {
  private readonly options: { operations: (requestId: string) => OperationClient; clock: Clock; log: Logger };
  private gathered = new Map<string, Gathered>();
  private timer: NodeJS.Timeout | undefined;

  constructor(options: { operations: (requestId: string) => OperationClient; clock: Clock; log: Logger }) {
    this.options = options;
  }

  /** Notes a request of a token or session; `isRefused` when its network is not allowed. */
  note(subject: string, ipAddress: string | null, isRefused: boolean): void {
    const key = `${subject} ${ipAddress ?? ''} ${isRefused ? 'refused' : ''}`;
    const known = this.gathered.get(key);
    if (!known && this.gathered.size >= MOST_GATHERED) return;
    const usedAt = this.options.clock.now().toISOString();
    this.gathered.set(key, { subject, ipAddress, usedAt, refusals: isRefused ? (known?.refusals ?? 0) + 1 : 0 });
  }

  start(): void {
    this.timer = setInterval(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  /** Tells what is left. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** Tells what was gathered; what cannot be told now waits for the next time, unless there is later news. Never rejects. */
  async flush(): Promise<void> {
    const telling = this.gathered;
    if (telling.size === 0) return;
    this.gathered = new Map();
    try {
      await this.options.operations('credential-use').call(RecordCredentialUse, { uses: [...telling.values()] });
    } catch (error) {
      this.gathered = new Map([...telling, ...this.gathered]);
      this.options.log.warn({ err: error }, 'it could not be told when tokens were used');
    }
  }
}
