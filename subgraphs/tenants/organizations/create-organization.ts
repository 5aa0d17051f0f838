import { auditFacts, hasPermission, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { MemberJoined, OrganizationCreated } from '../../../contracts/events/organization-events.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { checkOffers, inviteInto, type MemberOffer } from '../invitations/invite-members.ts';
import type { IssuedInvitation } from '../invitations/invite.ts';
import { requireLiveMode } from '../live-mode.ts';
import { insertMember } from '../members/members.query.ts';
import { requirePerson } from '../members/remove-member.ts';
import { findPerson } from '../people/people.query.ts';
import { OWNER_ROLE } from '../roles/role.ts';
import { checkEmail, checkName, checkSlug, Faults, slugOf } from '../validation.ts';
import { recordOrganization } from './directory.query.ts';
import { OrganizationEntity, type Organization } from './organization.entity.ts';
import { withUniqueSlug } from './unique-slug.ts';

/** What a new organization is made of. */
export interface CreateOrganization {
  name: string;
  /** Made of the name when left out. */
  slug?: string | null | undefined;
  /** Invited as the organization's owner when given. */
  ownerEmail?: string | null | undefined;
  /** Invited besides. */
  inviteUsers?: readonly MemberOffer[] | null | undefined;
}

/** A new organization, with the invitations into it. */
export interface CreatedOrganization {
  organization: Organization;
  /** The invitation of its owner; null when none was asked for. */
  invitation: IssuedInvitation | null;
  /** Every invitation, the owner's included. */
  invitations: IssuedInvitation[];
}

/**
 * Makes an organization in the caller's tenant and invites its owner and others, all of it or nothing. Staff make it for
 * others; an owner of another organization becomes the owner of this one too.
 */
export async function createOrganization(context: RequestContext, command: CreateOrganization): Promise<CreatedOrganization> {
  const tenant = requireTenant(context);
  requireLiveMode(context);
  const founderId = hasPermission(context, 'manage_organizations') ? null : requirePerson(context);
  const checked = checkCommand(command);
  // The new organization is none that the request names: its rows lie outside of that one's scope.
  return withUniqueSlug(context.openSession({ ...context.session.scope, organization: 'all' }), async (transaction) => {
    const organization = await enter(context, transaction, { ...checked, tenantId: tenant.id });
    if (founderId) await joinAsOwner(context, transaction, organization, founderId);
    const { offers } = checked;
    const invitations = offers.length > 0 ? await inviteInto(context, transaction, organization, offers) : [];
    const owner = invitations.find(({ invitation }) => invitation.email === checked.ownerEmail) ?? null;
    return { organization, invitation: owner, invitations };
  });
}

interface Checked {
  name: string;
  slug: string;
  ownerEmail: string | null;
  offers: MemberOffer[];
}

function checkCommand(command: CreateOrganization): Checked {
  const faults = new Faults();
  const name = faults.collect(checkName('name', command.name));
  const slug = faults.collect(checkSlug('slug', command.slug ?? slugOf(command.name.slice(0, 200))));
  const ownerEmail = command.ownerEmail ? faults.collect(checkEmail('ownerEmail', command.ownerEmail)) : null;
  faults.throwIfAny();
  const invited = command.inviteUsers ?? [];
  const others = invited.length > 0 ? checkOffers(invited, (index) => `inviteUsers.${index}.email`) : [];
  const owner = ownerEmail ? [{ email: ownerEmail, roles: [OWNER_ROLE] }] : [];
  return { name, slug, ownerEmail, offers: [...owner, ...others.filter((offer) => offer.email !== ownerEmail)] };
}

async function enter(
  context: RequestContext,
  transaction: Transaction,
  { tenantId, name, slug, ownerEmail }: Checked & { tenantId: Uuid },
): Promise<Organization> {
  const organization = transaction.em.create(OrganizationEntity, {
    id: newId(),
    name,
    slug,
    isActive: true,
    createdAt: context.clock.now(),
    updatedAt: null,
    disabledAt: null,
    disabledReason: null,
  });
  const { id } = organization;
  await transaction.em.flush();
  await recordOrganization(transaction, { id, tenantId, name, slug, isActive: true });
  transaction.publish(
    newEvent(context, OrganizationCreated, {
      subject: `organization/${id}`,
      organizationId: id,
      data: { organizationId: id, name, slug },
    }),
  );
  transaction.audit({
    action: 'organization.created',
    resourceType: 'organization',
    resourceId: id,
    organizationId: id,
    after: { name, slug, ownerEmail },
    ...auditFacts(context),
  });
  return organization;
}

async function joinAsOwner(
  context: RequestContext,
  transaction: Transaction,
  organization: Organization,
  userId: Uuid,
): Promise<void> {
  const { id: organizationId } = organization;
  const person = await findPerson(transaction, userId);
  if (!person) throw new Error(`user ${userId} has a membership and no row`);
  const { email, name } = person;
  const roles = [OWNER_ROLE];
  const joinedAt = context.clock.now();
  const tenantId = requireTenant(context).id;
  await insertMember(transaction, { id: newId(), tenantId, organizationId, userId, email, name, roles, joinedAt });
  announceIdentityChange(transaction, 'user', userId);
  transaction.publish(
    newEvent(context, MemberJoined, {
      subject: `organization/${organizationId}`,
      organizationId,
      data: { organizationId, userId, email, role: OWNER_ROLE, roles },
    }),
  );
  transaction.audit({
    action: 'member.joined',
    resourceType: 'user',
    resourceId: userId,
    organizationId,
    after: { email, roles },
    ...auditFacts(context),
  });
}
