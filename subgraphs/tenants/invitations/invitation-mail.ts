import { layOutMail } from '../../../platform/mail/mail-layout.ts';
import type { Mail } from '../../../platform/mail/mail.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { brandOf, mailedLink } from '../mail/tenant-look.ts';
import type { TenantLook } from '../mail/tenant-look.query.ts';

/** Where an invitation leads. */
export interface InvitationPlace {
  tenantId: Uuid;
  /** Undefined for a tenant that is not in the directory. */
  look: TenantLook | undefined;
  /** Null for the staff of the tenant. */
  organizationId: Uuid | null;
  organizationName: string | null;
}

/** The mail that brings an invitation's secret to whom it is for. */
export function invitationMail(
  { look, organizationId, organizationName }: InvitationPlace,
  offer: { email: string; roles: readonly string[]; acceptToken: string; expiresAt: Date },
): Mail {
  const brand = brandOf(look);
  const where = organizationName ? `${organizationName} at ${brand.name}` : `the staff of ${brand.name}`;
  const { text, html } = layOutMail(brand, {
    heading: `You are invited to join ${where}`,
    paragraphs: [
      `You would be there as ${offer.roles.join(', ').replaceAll('_', ' ')}.`,
      `Accept until ${offer.expiresAt.toISOString().slice(0, 10)}, at the link or with the code below. They can be used once, by whoever has them: keep them to yourself.`,
    ],
    code: offer.acceptToken,
    action: { label: 'Accept the invitation', url: mailedLink(look, 'accept-invitation', offer.acceptToken) },
    footer: 'If you did not expect this, ignore it, or decline with the same code; nothing happens without you.',
  });
  return { kind: 'invitation', recipient: offer.email, subject: `Invitation to ${where}`, text, html, organizationId };
}
