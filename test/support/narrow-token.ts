import { identitySubject } from '../../contracts/identity/identity-changes.ts';
import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import { decodeId } from '../../platform/ids/public-id.ts';
import type { TestWorld } from './test-world.ts';

/** Leaves a token fewer permissions, and tells gateways, as whatever changes rights does. */
export async function narrowToken(world: TestWorld, apiTokenId: string, permissions: readonly string[]): Promise<void> {
  const id = decodeId(ID_PREFIX.apiToken, apiTokenId);
  await world.inspect('update tenants.api_tokens set permissions = $1 where id = $2', [permissions, id]);
  world.marketplace.subgraphs.get('tenants')!.topics.announce([`identity/${identitySubject('token', id)}`]);
}
