import type { Logger } from 'pino';
import { NO_SCOPE, type Database } from '../platform/database/database.ts';
import type { Session } from '../platform/database/session.ts';
import { countSpareSchemas, provisionSpareSchema } from '../platform/database/tenant-schemas.query.ts';
import { Worker } from '../platform/events/worker.ts';

const CHECK_MS = 500;

/** Spare tenant schemas, made ahead of time; only the tenants subgraph's role may make them. */
export class SchemaPool {
  private readonly session: Session;
  private readonly log: Logger;
  private keeper: Worker | undefined;

  constructor(options: { database: Database; log: Logger }) {
    this.session = options.database.session(NO_SCOPE);
    this.log = options.log;
  }

  /** Makes spare schemas until there are `size`. */
  async fill(size: number): Promise<void> {
    for (let spare = await countSpareSchemas(this.session); spare < size; spare += 1) await provisionSpareSchema(this.session);
  }

  /** Keeps the pool at `size` in the background until `stop`. */
  keepFilled(size: number): void {
    this.keeper = new Worker({
      idleMs: CHECK_MS,
      step: () => this.fill(size).then(() => false),
      onError: (error) => this.log.error({ err: error }, 'the pool of tenant schemas could not be filled; it is tried again'),
    });
    this.keeper.start();
  }

  async stop(): Promise<void> {
    await this.keeper?.stop();
  }
}
