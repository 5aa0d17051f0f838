import { Resolver, Root, Subscription } from 'type-graphql';
import { IDENTITY_TOPIC_PREFIX, IdentityChanges } from '../../../contracts/identity/identity-changes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { CollectedTopics } from '../../../platform/events/topic-collector.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { IdentityChangesType } from './identity-changes.types.ts';

const { pulseMs } = IdentityChanges;

/** Tells gateways whose identity they may not believe any longer, and which kept entities changed, of whichever subgraph. */
@Resolver()
export class IdentityChangesResolver {
  @Inaccessible()
  @RequiresPermission('internal')
  @Subscription(() => IdentityChangesType, {
    description: 'What changed about who may do what, as it happens; for gateways.',
    subscribe: ({ context }) => (context as RequestContext).topics.collect(IDENTITY_TOPIC_PREFIX, { pulseMs }) as never,
  })
  identityChanges(@Root() { sequence, topics, isEverything }: CollectedTopics): IdentityChangesType {
    return { sequence, subjects: topics, isEverything };
  }
}
