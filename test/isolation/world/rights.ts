import type { z } from 'zod';
import { ANONYMOUS, type Identity } from '../../../contracts/identity/identity.ts';
import { ResolveIdentity } from '../../../contracts/operations/tenant-operations.ts';
import { hashToken, kindOfToken } from '../../../platform/identity/api-token.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { askSubgraph } from '../../support/ask-subgraph.ts';
import type { Credentials } from './client.ts';
import type { IsolationWorld } from './isolation-world.ts';

/** What decides what somebody may see. */
export interface Rights {
  /** As the gateway signs it; undefined when it refuses the credentials. */
  identity: Identity | undefined;
  /** Undefined for whoever is not known. */
  permissions: ReadonlySet<string> | undefined;
}

/** Who holds the credentials, as the gateway finds out. */
export async function rightsOf({ world }: IsolationWorld, { token, headers }: Credentials): Promise<Rights> {
  if (!token) return { identity: ANONYMOUS, permissions: undefined };
  const asked = headers?.['x-organization-id'];
  const input: z.infer<typeof ResolveIdentity.input> = {
    tokenHash: hashToken(token),
    isSession: kindOfToken(token) === 'session',
    organizationId: asked ? decodeId('org', asked) : null,
    tenantId: null,
  };
  const { data, errors } = await askSubgraph<{ resolveIdentity: { identity: Identity } | null }>(
    world,
    'tenants',
    { ...ANONYMOUS, actor: 'system/gateway', level: 'internal', permissions: ['internal'] },
    { query: ResolveIdentity.document, variables: { input } },
  );
  if (errors.some(({ code }) => code !== 'FORBIDDEN')) throw new Error(JSON.stringify(errors));
  const identity = data.resolveIdentity?.identity;
  return { identity, permissions: identity && new Set(identity.permissions) };
}
