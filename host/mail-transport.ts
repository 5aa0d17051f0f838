import { KEEPS_MAIL, smtpTransport } from '../platform/mail/mail-transports.ts';
import type { MailTransport } from '../platform/mail/mail.ts';
import type { HostConfig } from './host-config.ts';

/** Where the configuration has e-mail go: to a mail server, or nowhere. */
export function mailTransport(config: HostConfig): MailTransport {
  return config.SMTP_URL ? smtpTransport({ url: config.SMTP_URL, from: config.MAIL_FROM }) : KEEPS_MAIL;
}
