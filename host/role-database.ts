import { Database } from '../platform/database/database.ts';
import { roleUrl } from '../platform/database/migrator.ts';

/** How a process reaches the database server, whichever role it takes there. */
export interface RoleDatabaseOptions {
  /** Connection string of the database; its user and password are the owner's and are replaced by the role's. */
  ownerUrl: string;
  secret: string;
  rolePrefix: string;
  poolSize?: number;
}

/** Opens the database in the role of a subgraph, or of the relay. */
export function openRoleDatabase(options: RoleDatabaseOptions, role: string, entities: readonly object[]): Database {
  return new Database({
    url: roleUrl(options, role),
    applicationName: `waybill-${role}`,
    entities,
    ...(options.poolSize ? { poolSize: options.poolSize } : {}),
  });
}
