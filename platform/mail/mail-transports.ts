import { createTransport } from 'nodemailer';
import { MailRefusedError, type MailTransport } from './mail.ts';

const CONNECT_WITHIN_MS = 10_000;
const SILENCE_MS = 30_000;
const DONE_WITHIN_MS = 120_000;
const MOST_CONNECTIONS = 5;

/** Leaves mail where it is, in the database, for operators to read: for development. */
export const KEEPS_MAIL: MailTransport = { outcome: 'kept', deliver: async () => {}, close: () => {} };

/**
 * Hands mail to the server of an `smtp://` or `smtps://` URL (user and password in it, encoded). `smtp://` speaks TLS when the
 * server offers it; `?requireTLS=true` insists on that. The Message-ID is made of the mail's id, the same at every attempt.
 */
export function smtpTransport(settings: { url: string; from: string }): MailTransport {
  const transporter = createTransport({
    url: settings.url,
    pool: true,
    maxConnections: MOST_CONNECTIONS,
    connectionTimeout: CONNECT_WITHIN_MS,
    greetingTimeout: CONNECT_WITHIN_MS,
    dnsTimeout: CONNECT_WITHIN_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^\s>]+)>?\s*$/.exec(settings.from)?.[1] ?? 'localhost';
  return {
    outcome: 'sent',
    async deliver(mail) {
      try {
        await transporter.sendMail({
          messageId: `<${mail.id}@${domain}>`,
          from: settings.from,
          to: { name: '', address: mail.recipient },
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal: AbortSignal.timeout(DONE_WITHIN_MS),
        });
      } catch (error) {
        const { responseCode, message } = error as Error & { responseCode?: number };
        if (isRefusal(error as { code?: string }, responseCode)) throw new MailRefusedError(message);
        throw error;
      }
    },
    close: () => transporter.close(),
  };
}

// 5xx to a recipient or message is final; to a log-in it is a fault of the settings, which somebody will mend.
function isRefusal(error: { code?: string }, responseCode: number | undefined): boolean {
  return responseCode !== undefined && responseCode >= 500 && (error.code === 'EENVELOPE' || error.code === 'EMESSAGE');
}
