import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Authenticated } from '../../../platform/graphql/federation.ts';
import { findMe, membershipsOf } from './me.ts';
import { MeType, type MembershipType } from './me.types.ts';
import type { Person } from './people.query.ts';

@Resolver(() => MeType)
export class MeResolver {
  @Authenticated()
  @Query(() => MeType, {
    nullable: true,
    description: 'The person behind the request, with the places they belong to; null for a program that belongs to nobody.',
  })
  me(@Ctx() context: RequestContext): Promise<Person | null> {
    return findMe(context);
  }

  @FieldResolver()
  memberships(@Root() person: Person, @Ctx() context: RequestContext): Promise<MembershipType[]> {
    return membershipsOf(context, person.id);
  }
}
