import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDatabase, hasDatabase } from '../platform/database/ensure-database.ts';
import { startEmbeddedPostgres } from '../platform/database/embedded-postgres.ts';
import { StartupError } from '../platform/errors/startup-error.ts';
import type { HostConfig } from './host-config.ts';
import { markSeeding, wasSeedingCutOff } from './seed/demo.ts';

const DATABASE_NAME = 'waybill';

/** The database the platform runs on. */
export interface OpenedDatabase {
  ownerUrl: string;
  secret: string;
  /** Whether it is our own: only there are demo data and demo tokens. */
  isEmbedded: boolean;
  /** Whether this start made it. */
  isFresh: boolean;
  stop(): Promise<void>;
}

/** The database of DATABASE_URL, or else our own embedded one in DATA_DIR. */
export async function openDatabase(config: HostConfig, onProgress: (step: string) => void): Promise<OpenedDatabase> {
  if (config.DATABASE_URL) return { ...requireOutsideDatabase(config), isEmbedded: false, isFresh: false, stop: async () => {} };
  const postgres = await startEmbeddedPostgres({ dataDir: config.DATA_DIR, onProgress });
  try {
    const isFresh = await openDemoDatabase(postgres.url, config.DATA_DIR, onProgress);
    const ownerUrl = Object.assign(new URL(postgres.url), { pathname: `/${DATABASE_NAME}` }).toString();
    const secret = config.WAYBILL_SECRET ?? (await keptSecret(config.DATA_DIR));
    return { ownerUrl, secret, isEmbedded: true, isFresh, stop: () => postgres.stop() };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** The database of DATABASE_URL; a StartupError when it, or the secret that must go with it, is not set. */
export function requireOutsideDatabase(config: HostConfig): Pick<OpenedDatabase, 'ownerUrl' | 'secret'> {
  if (!config.DATABASE_URL)
    throw new StartupError(
      'DATABASE_URL_MISSING',
      'A process on its own needs DATABASE_URL: the PostgreSQL that all of them share.',
    );
  if (!config.WAYBILL_SECRET) {
    throw new StartupError(
      'SECRET_MISSING',
      'DATABASE_URL is set, so WAYBILL_SECRET must be too: at least 32 random characters, the same at every start.',
    );
  }
  return { ownerUrl: config.DATABASE_URL, secret: config.WAYBILL_SECRET };
}

// A start that was cut off while seeding leaves nothing but demo data behind: it is dropped and made anew.
async function openDemoDatabase(serverUrl: string, dataDir: string, onProgress: (step: string) => void): Promise<boolean> {
  const isDiscarded = await wasSeedingCutOff(dataDir);
  if (isDiscarded) onProgress('the last start was cut off while it set up the demo; setting it up anew');
  // Marked before it exists, so that there is no moment in which a half-made demo could pass for a whole one.
  const isMissing = isDiscarded || !(await hasDatabase(serverUrl, DATABASE_NAME));
  if (isMissing) await markSeeding(dataDir);
  return ensureDatabase(serverUrl, DATABASE_NAME, { isDiscarded });
}

async function keptSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'secret');
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  if (kept) return kept.trim();
  const secret = randomBytes(32).toString('hex');
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, secret, { mode: 0o600 });
  return secret;
}
