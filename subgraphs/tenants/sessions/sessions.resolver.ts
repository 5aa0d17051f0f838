import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { Authenticated } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { requireSession, revokeSession, signOut, signOutEverywhere } from './end-sessions.ts';
import { refreshSession } from './refresh-session.ts';
import { listSessions, SESSION_ORDERS, type UserSession } from './sessions.query.ts';
import {
  RefreshSessionInput,
  RefreshSessionPayload,
  RevokeSessionInput,
  RevokeSessionPayload,
  SessionArgs,
  SessionConnection,
  SessionType,
  SignOutEverywhereInput,
  SignOutEverywherePayload,
  SignOutInput,
  SignOutPayload,
} from './sessions.types.ts';

@Resolver(() => SessionType)
export class SessionsResolver {
  @Authenticated()
  @Query(() => SessionConnection, {
    description: 'The caller’s own sessions, on all devices; for people who are signed in.',
  })
  async sessions(
    @Args(() => SessionArgs) args: SessionArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<SessionType>> {
    const filter = { userId: requireSession(context).userId, isActive: args.filter?.isActive, now: context.clock.now() };
    const page = await listSessions(context.session, filter, SESSION_ORDERS[args.sort], args);
    return toConnection(SessionConnection, page, (session) => session as SessionType);
  }

  @FieldResolver()
  isCurrent(@Root() session: UserSession, @Ctx() context: RequestContext): boolean {
    return session.id === context.identity.sessionId;
  }

  @Mutation(() => RefreshSessionPayload, {
    description:
      'Exchanges a refresh token for the next pair of tokens; needs no access token, so send none that has ended. Refused with REFRESH_REFUSED, or REFRESH_RACED when another has just exchanged it.',
  })
  refreshSession(
    @Arg('input', () => RefreshSessionInput, { description: 'The refresh token.' }) input: RefreshSessionInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return refreshSession(context, input);
  }

  @Mutation(() => SignOutPayload, {
    description: 'Ends a session, at every gateway at once. Doing so again changes nothing. Refused with REFRESH_REFUSED.',
  })
  async signOut(
    @Arg('input', () => SignOutInput, { description: 'Which session.' }) input: SignOutInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    await signOut(context, input.refreshToken ?? undefined);
    return {};
  }

  @Authenticated()
  @Mutation(() => SignOutEverywherePayload, {
    description: 'Ends the caller’s sessions on all devices, at every gateway at once; for people who are signed in.',
  })
  async signOutEverywhere(
    @Arg('input', () => SignOutEverywhereInput, { description: 'Which of them.' }) input: SignOutEverywhereInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { endedCount: await signOutEverywhere(context, input.keepsCurrent) };
  }

  @Authenticated()
  @Mutation(() => RevokeSessionPayload, {
    description:
      'Ends one of the caller’s sessions, at every gateway at once; for people who are signed in. Refused with NOT_FOUND.',
  })
  async revokeSession(
    @Arg('input', () => RevokeSessionInput, { description: 'Which session.' }) input: RevokeSessionInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { session: await revokeSession(context, decodeId(ID_PREFIX.session, input.id)) };
  }
}
