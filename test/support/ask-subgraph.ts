import assert from 'node:assert/strict';
import { PERMISSIONS } from '../../contracts/identity/permissions.ts';
import type { RequestIdentity } from '../../platform/context/request-context.ts';
import type { TestWorld } from './test-world.ts';

/** What a subgraph answered, with the count of SQL statements it took. */
export interface SubgraphAnswer<Data> {
  data: Data;
  errors: readonly { message: string; code: string; field: string | undefined; path: readonly (string | number)[] | undefined }[];
  statements: number;
}

/** Sends an operation to a subgraph in an identity's name: staff of the tenant with every permission unless said otherwise. */
export async function askSubgraph<Data>(
  world: TestWorld,
  subgraph: string,
  identity: Partial<RequestIdentity>,
  operation: { query: string; variables?: Record<string, unknown> },
): Promise<SubgraphAnswer<Data>> {
  const identityToken = await world.marketplace.signer.sign({
    actor: 'system/test',
    level: identity.organizationId ? 'organization' : 'tenant',
    userId: null,
    tenant: null,
    organizationId: null,
    partnerId: null,
    testMode: false,
    permissions: [...PERMISSIONS],
    ...identity,
  });
  const result = await world.marketplace.subgraphs.get(subgraph)!.execute({ ...operation, identityToken, requestId: 'test' });
  return {
    data: JSON.parse(JSON.stringify(result.data ?? null)) as Data,
    errors: (result.errors ?? []).map(({ message, path, extensions }) => ({
      message,
      path,
      code: String(extensions['code']),
      field: extensions['field'] as string | undefined,
    })),
    statements: Number(result.extensions?.['statements'] ?? 0),
  };
}

/** `askSubgraph` for operations that must succeed: fails on any error and answers the data alone. */
export async function answerOf<Data>(...args: Parameters<typeof askSubgraph>): Promise<Data> {
  const answer = await askSubgraph<Data>(...args);
  assert.deepEqual(answer.errors, []);
  return answer.data;
}
