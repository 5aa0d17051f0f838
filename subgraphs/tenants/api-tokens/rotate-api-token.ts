import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { ForbiddenError, ValidationError } from '../../../platform/errors/errors.ts';
import { hashToken, newToken, tokenHint } from '../../../platform/identity/api-token.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { recordSecurityEvent } from '../security-events/record-security-event.query.ts';
import type { ApiToken } from './api-token.entity.ts';
import { rotateToken } from './api-tokens.query.ts';
import { holdToken, requireNotRevoked } from './hold-token.ts';
import { KIND_BY_ROLE } from './issue-token.ts';

const LONGEST_OVERLAP_SECONDS = 7 * 86_400;

/** Which token, and for how long its present secret stays good beside the new one. */
export interface RotateApiToken {
  id: Uuid;
  overlapSeconds: number;
}

/**
 * Replaces the secret of a token that may do no more than the caller; everything else about it stays. A person's own token is
 * theirs to rotate, not for tokens that they made: whoever got its secret would act in their name.
 */
export async function rotateApiToken(
  context: RequestContext,
  { id, overlapSeconds }: RotateApiToken,
): Promise<{ apiToken: ApiToken; token: string }> {
  if (overlapSeconds < 0 || overlapSeconds > LONGEST_OVERLAP_SECONDS)
    throw ValidationError.of('overlapSeconds', `Give 0 to ${LONGEST_OVERLAP_SECONDS} seconds.`);
  return context.session.transaction(async (transaction) => {
    const held = await holdToken(transaction, context, id);
    requireNotRevoked(held);
    if (held.isPersonal && context.identity.actor !== `user/${held.userId}`)
      throw new ForbiddenError('This is a person’s own token; only they can have its secret replaced.');
    const now = context.clock.now();
    const token = newToken(KIND_BY_ROLE[held.role], held.testMode);
    const previousEndsAt = overlapSeconds > 0 ? new Date(now.getTime() + overlapSeconds * 1_000) : null;
    const apiToken = await rotateToken(transaction, id, {
      tokenHash: hashToken(token),
      hint: tokenHint(token),
      previousEndsAt,
      now,
    });
    announceIdentityChange(transaction, 'token', id);
    const { tenantId, organizationId, name } = held;
    transaction.audit({
      action: 'api_token.rotated',
      resourceType: 'api_token',
      resourceId: id,
      organizationId,
      before: { hint: held.hint },
      after: { hint: apiToken.hint, previousEndsAt },
      ...auditFacts(context),
    });
    const details = { apiTokenId: id, name, previousEndsAt };
    await recordSecurityEvent(transaction, context, { type: 'api_token.rotated', tenantId, organizationId, details });
    return { apiToken, token };
  });
}
