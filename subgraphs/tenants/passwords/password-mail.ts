import { layOutMail, type MailBrand } from '../../../platform/mail/mail-layout.ts';
import type { Mail } from '../../../platform/mail/mail.ts';

/** Of mail that is about an account, which belongs to no tenant. */
const PLATFORM: MailBrand = { name: 'Waybill' };

/** Lets whoever reads the mail choose a new password. */
export function resetMail(recipient: string, code: string): Mail {
  return mailOf('password_reset', recipient, 'Choose a new password', {
    heading: 'Choose a new password',
    paragraphs: ['Use this code within an hour to choose a new password. It works once, and ends every session.'],
    code,
    footer: 'You get this because a new password was asked for with your address. Not you? Ignore it: nothing has changed.',
  });
}

/** Lets whoever reads the mail and knows the password that was chosen confirm both. */
export function verificationMail(recipient: string, code: string): Mail {
  return mailOf('email_verification', recipient, 'Confirm your e-mail address', {
    heading: 'Confirm your e-mail address',
    paragraphs: [
      'Confirm your address with this code and the password you have chosen; then you can sign in with them. The code works for a day.',
    ],
    code,
    footer:
      'You get this because a password was chosen for your address. Not you? Ignore it: it opens nothing until it is confirmed.',
  });
}

/** Tells that somebody chose a password for an address that has one. */
export function passwordKeptMail(recipient: string): Mail {
  return mailOf('password_kept', recipient, 'Your password has not changed', {
    heading: 'Your password has not changed',
    paragraphs: [
      'An invitation to your address was accepted and a password chosen with it. You have one already: sign in with that, or have it reset.',
    ],
    footer: 'Not you? Whoever holds the invitation can act in the place that you were invited to, and nowhere else.',
  });
}

/** Tells that the password was changed. */
export function passwordChangedMail(recipient: string): Mail {
  return mailOf('password_changed', recipient, 'Your password was changed', {
    heading: 'Your password was changed',
    paragraphs: ['Every other session was ended.'],
    footer: 'Not you? Have the password reset at once.',
  });
}

function mailOf(kind: string, recipient: string, subject: string, content: Parameters<typeof layOutMail>[1]): Mail {
  return { kind, recipient, subject, ...layOutMail(PLATFORM, content), organizationId: null };
}
