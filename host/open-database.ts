import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDatabase, hasDatabase } from '../platform/database/ensure-database.ts';
import { startEmbeddedPostgres } from '../platform/database/embedded-postgres.ts';
import type { HostConfig } from './host-config.ts';
import { outsideDatabase } from './outside-database.ts';
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
  if (config.DATABASE_URL) return { ...outsideDatabase(config), isEmbedded: false, isFresh: false, stop: async () => {} };
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
