import { layOutMail } from '../../../platform/mail/mail-layout.ts';
import type { Mail } from '../../../platform/mail/mail.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Where an invitation leads. */
export interface InvitationPlace {
  tenantId: Uuid;
  tenantName: string;
  /** Null for the staff of the tenant. */
  organizationId: Uuid | null;
  organizationName: string | null;
}

/** The mail that brings an invitation's secret to whom it is for. */
export function invitationMail(
  place: InvitationPlace,
  offer: { email: string; roles: readonly string[]; acceptToken: string; expiresAt: Date },
): Mail {
  const where = place.organizationName ? `${place.organizationName} at ${place.tenantName}` : `the staff of ${place.tenantName}`;
  const { text, html } = layOutMail(
    { name: place.tenantName },
    {
      heading: `You are invited to join ${where}`,
      paragraphs: [
        `You would be there as ${offer.roles.join(', ').replaceAll('_', ' ')}.`,
        `Accept with the code below until ${offer.expiresAt.toISOString().slice(0, 10)}. It can be used once, by whoever has it: keep it to yourself.`,
      ],
      code: offer.acceptToken,
      footer: 'If you did not expect this, ignore it, or decline with the same code; nothing happens without you.',
    },
  );
  return {
    kind: 'invitation',
    recipient: offer.email,
    subject: `Invitation to ${where}`,
    text,
    html,
    organizationId: place.organizationId,
  };
}
