import { z } from 'zod';
import { loadConfig } from '../platform/config/load-config.ts';
import { systemClock } from '../platform/context/clock.ts';
import { StartupError } from '../platform/errors/startup-error.ts';
import { openObjectStore } from '../platform/objects/open-object-store.ts';
import { createLogger } from '../platform/server/logger.ts';
import { HostConfig } from './host-config.ts';
import { createMarketplace } from './marketplace.ts';
import { openDatabase } from './open-database.ts';
import { grantOperatorAccess } from './operator-access.ts';
import { onShutdown, runHost } from './run-host.ts';

// Gives somebody operator access on a migrated database: `npm run operator -- ada@example.com "Ada Lovelace"`.
await runHost(async () => {
  const [email, name] = process.argv.slice(2);
  if (!z.email().safeParse(email).success || !name)
    throw new StartupError('USAGE', 'Say who: npm run operator -- ada@example.com "Ada Lovelace"');
  const config = loadConfig(HostConfig);
  const database = await openDatabase(config, () => {});
  onShutdown('the database', () => database.stop());
  const log = createLogger(config.LOG_LEVEL);
  const marketplace = await createMarketplace({
    ...database,
    rolePrefix: config.DATABASE_ROLE_PREFIX,
    objects: await openObjectStore(config),
    clock: systemClock,
    log,
    poolSize: 2,
  });
  onShutdown('the subgraphs', () => marketplace.stop());
  console.log(await grantOperatorAccess(marketplace, { email: email!.toLowerCase(), name }));
  process.kill(process.pid, 'SIGTERM');
});
