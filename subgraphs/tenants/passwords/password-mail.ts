import { layOutMail } from '../../../platform/mail/mail-layout.ts';
import type { Mail } from '../../../platform/mail/mail.ts';
import { brandOf, mailedLink } from '../mail/tenant-look.ts';
import type { TenantLook } from '../mail/tenant-look.query.ts';

/** To whom mail about an account goes, and in whose look: an account belongs to no tenant, but its person may know only one. */
export interface AccountRecipient {
  email: string;
  look: TenantLook | undefined;
}

/** Lets whoever reads the mail choose a new password. */
export function resetMail(recipient: AccountRecipient, code: string): Mail {
  return mailOf('password_reset', recipient, 'Choose a new password', {
    heading: 'Choose a new password',
    paragraphs: [
      'Choose it within an hour, at the link or with the code below. They work once; every session ends with the new password.',
    ],
    code,
    action: { label: 'Choose a new password', url: mailedLink(recipient.look, 'reset-password', code) },
    footer: 'You get this because a new password was asked for with your address. Not you? Ignore it: nothing has changed.',
  });
}

/** Lets whoever reads the mail and knows the password that was chosen confirm both. */
export function verificationMail(recipient: AccountRecipient, code: string): Mail {
  return mailOf('email_verification', recipient, 'Confirm your e-mail address', {
    heading: 'Confirm your e-mail address',
    paragraphs: [
      'Confirm your address within a day, at the link or with the code below, and with the password you have chosen; then you can sign in with them.',
    ],
    code,
    action: { label: 'Confirm the address', url: mailedLink(recipient.look, 'verify-email', code) },
    footer:
      'You get this because a password was chosen for your address. Not you? Ignore it: it opens nothing until it is confirmed.',
  });
}

/** Tells that somebody chose a password for an address that has one. */
export function passwordKeptMail(recipient: AccountRecipient): Mail {
  return mailOf('password_kept', recipient, 'Your password has not changed', {
    heading: 'Your password has not changed',
    paragraphs: [
      'An invitation to your address was accepted and a password chosen with it. You have one already: sign in with that, or have it reset.',
    ],
    footer: 'Not you? Whoever holds the invitation can act in the place that you were invited to, and nowhere else.',
  });
}

/** Tells that the password was changed. */
export function passwordChangedMail(recipient: AccountRecipient): Mail {
  return mailOf('password_changed', recipient, 'Your password was changed', {
    heading: 'Your password was changed',
    paragraphs: ['Every other session was ended.'],
    footer: 'Not you? Have the password reset at once.',
  });
}

function mailOf(
  kind: string,
  { email, look }: AccountRecipient,
  subject: string,
  content: Parameters<typeof layOutMail>[1],
): Mail {
  return { kind, recipient: email, subject, ...layOutMail(brandOf(look), content), organizationId: null };
}
