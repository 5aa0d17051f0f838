import { StartupError } from '../platform/errors/startup-error.ts';
import type { HostConfig } from './host-config.ts';

/** The database of DATABASE_URL and the secret that goes with it; throws StartupError when either is not set. */
export function outsideDatabase(config: HostConfig): { ownerUrl: string; secret: string } {
  if (!config.DATABASE_URL) {
    throw new StartupError(
      'DATABASE_URL_MISSING',
      'DATABASE_URL must be set for a process that runs alone; the database that comes with "npm start" serves that one process.',
    );
  }
  if (!config.WAYBILL_SECRET) {
    throw new StartupError(
      'SECRET_MISSING',
      'DATABASE_URL is set, so WAYBILL_SECRET must be too: at least 32 random characters, the same at every start.',
    );
  }
  return { ownerUrl: config.DATABASE_URL, secret: config.WAYBILL_SECRET };
}
