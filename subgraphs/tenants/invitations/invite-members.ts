import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { requireLiveMode } from '../live-mode.ts';
import { findMemberEmails } from '../members/members.query.ts';
import type { Organization } from '../organizations/organization.entity.ts';
import { lockOrganization } from '../organizations/organizations.query.ts';
import { holdGrantableRoles } from '../roles/hold-grantable-roles.ts';
import { checkEmail, Faults } from '../validation.ts';
import { AlreadyMemberError } from './invitations.errors.ts';
import { findInvitationPlace } from './invitations.query.ts';
import { invite, type IssuedInvitation } from './invite.ts';

const MOST_AT_ONCE = 50;

/** Whom to invite, and as what: keys of roles. */
export interface MemberOffer {
  email: string;
  roles: readonly string[];
}

/**
 * Invites people into an organization: all of them or, when one address is faulty or a member already, none. Nobody hands
 * out more than they hold: a role with a permission that the caller lacks is refused.
 */
export async function inviteMembers(
  context: RequestContext,
  command: { organizationId: Uuid; offers: readonly MemberOffer[]; fieldOf?: (index: number) => string },
): Promise<{ organization: Organization; invitations: IssuedInvitation[] }> {
  requireTenant(context);
  requireLiveMode(context);
  const offers = checkOffers(command.offers, command.fieldOf ?? ((index) => `emails.${index}`));
  return refusingSecondInvitation('emails', () =>
    context.session.transaction(async (transaction) => {
      // Locked, so that none is left behind in an organization that is deleted meanwhile.
      const organization = await lockOrganization(transaction, command.organizationId);
      if (!organization) throw new NotFoundError('The organization', 'organizationId');
      return { organization, invitations: await inviteInto(context, transaction, organization, offers) };
    }),
  );
}

/** The offers with checked addresses, each address once; `fieldOf` says where each address stands in the input. */
export function checkOffers(offers: readonly MemberOffer[], fieldOf: (index: number) => string): MemberOffer[] {
  if (offers.length < 1 || offers.length > MOST_AT_ONCE)
    throw ValidationError.of(fieldOf(0).split('.')[0]!, `Name 1 to ${MOST_AT_ONCE} people to invite.`);
  const faults = new Faults();
  const checked = new Map<string, MemberOffer>();
  offers.forEach((offer, index) => {
    const email = faults.collect(checkEmail(fieldOf(index), offer.email));
    checked.set(email, { email, roles: offer.roles });
  });
  faults.throwIfAny();
  return [...checked.values()];
}

/** Writes invitations in the caller's transaction; for offers that were checked. */
export async function inviteInto(
  context: RequestContext,
  transaction: Transaction,
  organization: Organization,
  offers: readonly MemberOffer[],
): Promise<IssuedInvitation[]> {
  const emails = offers.map((offer) => offer.email);
  const keys = [...new Set(offers.flatMap((offer) => offer.roles))];
  await holdGrantableRoles(context, transaction, { keys, field: 'roles' });
  const [known] = await findMemberEmails(transaction, organization.id, emails);
  if (known) throw new AlreadyMemberError(known, 'emails');
  const place = await findInvitationPlace(transaction, { tenantId: requireTenant(context).id, organizationId: organization.id });
  const invitations: IssuedInvitation[] = [];
  for (const { email, roles } of offers) {
    if (roles.length === 0) throw ValidationError.of('roles', 'Name a role for everybody.');
    invitations.push(await invite(transaction, context, place, { email, roles: [...new Set(roles)].toSorted() }));
  }
  return invitations;
}

/** Turns the violation of "one pending invitation a place" into ALREADY_INVITED. */
export function refusingSecondInvitation<Result>(field: string, work: () => Promise<Result>): Promise<Result> {
  return onUniqueViolation(
    'invitations_one_pending',
    () =>
      new ConflictError('A pending invitation has gone out already; revoke it or send it again.', {
        field,
        code: 'ALREADY_INVITED',
      }),
    work,
  );
}
