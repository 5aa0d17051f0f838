import { KEEPS_MAIL, smtpTransport } from '../platform/mail/mail-transports.ts';
import type { MailTransport } from '../platform/mail/mail.ts';
import type { HostConfig } from './host-config.ts';

/** What whoever starts the platform should know about its e-mail; undefined when there is nothing to say. */
export function mailWarning(config: Pick<HostConfig, 'DATABASE_URL' | 'SMTP_URL'>): string | undefined {
  return config.DATABASE_URL && !config.SMTP_URL
    ? 'warning: SMTP_URL is not set, so no e-mail leaves; it stays in the database, where operators read it (outboundEmails)'
    : undefined;
}

/** Where the configuration has e-mail go: to a mail server, or nowhere. */
export function mailTransport(config: HostConfig): MailTransport {
  return config.SMTP_URL ? smtpTransport({ url: config.SMTP_URL, from: config.MAIL_FROM }) : KEEPS_MAIL;
}
