import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../platform/database/embedded-postgres.ts';
import { StartupError } from '../platform/errors/startup-error.ts';
import type { HostConfig } from './host-config.ts';

/** The database the platform runs on. */
export interface OpenedDatabase {
  ownerUrl: string;
  secret: string;
  /** Whether it is our own: only there are demo data and demo tokens. */
  isEmbedded: boolean;
  stop(): Promise<void>;
}

/** The database of DATABASE_URL, or else our own embedded one in DATA_DIR. */
export async function openDatabase(config: HostConfig, onProgress: (step: string) => void): Promise<OpenedDatabase> {
  if (config.DATABASE_URL) {
    if (!config.WAYBILL_SECRET) throw new StartupError('SECRET_MISSING', 'DATABASE_URL is set, so WAYBILL_SECRET must be too: at least 32 random characters, the same at every start.');
    return { ownerUrl: config.DATABASE_URL, secret: config.WAYBILL_SECRET, isEmbedded: false, stop: async () => {} };
  }
  const postgres = await startEmbeddedPostgres({ dataDir: config.DATA_DIR, onProgress });
  const secret = config.WAYBILL_SECRET ?? (await keptSecret(config.DATA_DIR));
  return { ownerUrl: postgres.url, secret, isEmbedded: true, stop: () => postgres.stop() };
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
