import type { Uuid } from '../ids/public-id.ts';

/** An e-mail as a use case states it; hand it to `enqueueMail`. */
export interface Mail {
  /** What it is for, e.g. `invitation` or `password_reset`: shown to operators, not to the recipient. */
  kind: string;
  /** One checked address. */
  recipient: string;
  subject: string;
  text: string;
  html: string;
  organizationId: Uuid | null;
}

/** An e-mail as a transport gets it. */
export interface DueMail {
  id: Uuid;
  recipient: string;
  subject: string;
  text: string;
  html: string;
}

/** Takes mail out of the house. */
export interface MailTransport {
  /** `sent` when a mail server has it, `kept` when it stays in the database to be read there. */
  readonly outcome: 'sent' | 'kept';
  /** Hands the mail on; throws MailRefusedError for mail that will never be taken, anything else to be asked again. */
  deliver(mail: DueMail): Promise<void>;
  close(): void;
}

/** A mail server refused the mail for good. */
export class MailRefusedError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'MailRefusedError';
  }
}
