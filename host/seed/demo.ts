import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdjustableClock } from '../../platform/context/clock.ts';
import { StartupError } from '../../platform/errors/startup-error.ts';
import type { Marketplace } from '../marketplace.ts';
import { grantOperatorAccess } from '../operator-access.ts';
import { openDemoSignIns, type DemoSignIns } from './demo-sign-ins.ts';
import { seedDemo } from './seed-demo.ts';
import type { DemoTokens } from './seed-marketplace.ts';

/** What `<DATA_DIR>/demo.json` holds, for scripts. */
export interface DemoFile {
  url: string;
  graphiql: string;
  tokens: DemoTokens;
  /** For `signIn`; absent when the file was lost. */
  signIns?: DemoSignIns | undefined;
}

const OPERATOR = 'operator@waybill.example';

interface DemoOptions {
  dataDir: string;
  marketplace: Marketplace;
  clock: AdjustableClock;
  /** Whether this start made the database; only an empty one is seeded. */
  isFresh: boolean;
  onProgress: (step: string) => void;
}

/** The demo of an embedded database: seeds it once through the gateway, and remembers its tokens in demo.json. */
export class Demo {
  private readonly options: DemoOptions;
  private tokens: DemoTokens | undefined;
  private signIns: DemoSignIns | undefined;

  private constructor(options: DemoOptions, kept: DemoFile | undefined) {
    this.options = options;
    this.tokens = kept?.tokens;
    this.signIns = kept?.signIns;
  }

  static async open(options: DemoOptions): Promise<Demo> {
    const kept = await readFile(demoPath(options.dataDir), 'utf8').catch(() => undefined);
    if (options.isFresh || kept === undefined) return new Demo(options, undefined);
    try {
      return new Demo(options, JSON.parse(kept) as DemoFile);
    } catch (error) {
      throw new StartupError(
        'DEMO_FILE_BROKEN',
        `${demoPath(options.dataDir)} is not the file we wrote; remove it to have new operator access made.`,
        { cause: error },
      );
    }
  }

  /** The token that the explorer begins with. */
  explorerToken(): string | undefined {
    return this.tokens?.['tenantAdmin'] ?? this.tokens?.['operator'];
  }

  /** Seeds a fresh database; afterwards, and at every later start, writes where things are and answers the tokens. */
  async seed(url: string): Promise<DemoTokens> {
    const { clock, dataDir, isFresh, onProgress } = this.options;
    if (isFresh) {
      onProgress('seeding the demo marketplaces');
      this.tokens = await seedDemo({ url, operatorToken: await this.newOperatorToken(), clock, onProgress });
      this.signIns = await openDemoSignIns(this.options.marketplace, OPERATOR);
    }
    // The tokens themselves are not in the database; with the file gone, an operator can make new ones.
    this.tokens ??= { operator: await this.newOperatorToken() };
    const file: DemoFile = { url, graphiql: url.replace(/graphql$/, 'graphiql'), tokens: this.tokens, signIns: this.signIns };
    await writeFile(demoPath(dataDir), `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
    return this.tokens;
  }

  private newOperatorToken(): Promise<string> {
    return grantOperatorAccess(this.options.marketplace, { email: OPERATOR, name: 'Petra Operator' });
  }
}

function demoPath(dataDir: string): string {
  return join(dataDir, 'demo.json');
}

const SEEDING_MARK = 'seeding';

/** Marks that a database is being made and seeded: if the mark is still there at the next start, it was cut off and is made anew. */
export async function markSeeding(dataDir: string): Promise<void> {
  await writeFile(join(dataDir, SEEDING_MARK), 'This start did not get to its end; the next one makes the demo anew.\n');
}

/** Whether the last start was cut off while seeding. */
export async function wasSeedingCutOff(dataDir: string): Promise<boolean> {
  return readFile(join(dataDir, SEEDING_MARK), 'utf8').then(
    () => true,
    () => false,
  );
}

export async function unmarkSeeding(dataDir: string): Promise<void> {
  await rm(join(dataDir, SEEDING_MARK), { force: true });
}
