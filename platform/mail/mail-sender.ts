import type { Logger } from 'pino';
import type { Clock } from '../context/clock.ts';
import { NO_SCOPE, type Database } from '../database/database.ts';
import type { Session } from '../database/session.ts';
import { Worker } from '../events/worker.ts';
import { MailRefusedError, type DueMail, type MailTransport } from './mail.ts';
import { claimDueMail, deleteSettledMail, recordMailFailure, settleMail } from './outbound-emails.query.ts';

const BATCH_SIZE = 10;
const IDLE_MS = 500;
// Longer than the slowest conversation with a mail server: nobody else may begin while one is under way.
const LEASE_MS = 180_000;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 3_600_000;
const MOST_ATTEMPTS = 12;
const DAYS_KEPT = 30;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

interface MailSenderOptions {
  /** Of the role that may read the outbox of e-mail: the tenants subgraph's. */
  database: Database;
  transport: MailTransport;
  clock: Clock;
  log: Logger;
}

/**
 * Sends the mail of committed transactions: each once, unless its sender dies between the server's yes and its record; then it
 * goes out again under the same Message-ID. What fails is tried again for about six hours, with growing pauses. Any number may run.
 */
export class MailSender {
  private readonly options: MailSenderOptions;
  private readonly session: Session;
  private readonly worker: Worker;
  private tidiedAt = 0;

  constructor(options: MailSenderOptions) {
    this.options = options;
    this.session = options.database.session(NO_SCOPE);
    this.worker = new Worker({
      idleMs: IDLE_MS,
      step: async () => (await this.sendDue()) === BATCH_SIZE,
      onError: (error) => options.log.error({ err: error }, 'the outbox of e-mail could not be read; it is read again'),
    });
  }

  start(): void {
    this.worker.start();
  }

  /** Lets what is being sent finish, then ends. */
  async stop(): Promise<void> {
    await this.worker.stop();
    this.options.transport.close();
  }

  /** Sends what is due now, ten at most; answers how many it tried. */
  async sendDue(): Promise<number> {
    const now = this.options.clock.now();
    await this.tidy(now);
    const leaseUntil = new Date(now.getTime() + LEASE_MS);
    const due = await claimDueMail(this.session, { now, leaseUntil, limit: BATCH_SIZE });
    await Promise.all(due.map((mail) => this.send(mail)));
    return due.length;
  }

  private async send(mail: DueMail & { attempts: number }): Promise<void> {
    const { transport, clock, log } = this.options;
    try {
      await transport.deliver(mail);
    } catch (error) {
      const isLast = error instanceof MailRefusedError || mail.attempts >= MOST_ATTEMPTS;
      const now = clock.now();
      const pauseMs = Math.min(FIRST_RETRY_MS * 2 ** (mail.attempts - 1), LONGEST_RETRY_MS);
      log.warn({ err: error, mail: mail.id, attempts: mail.attempts, isGivenUp: isLast }, 'an e-mail was not taken');
      const { message } = error as Error;
      const retryAt = isLast ? null : new Date(now.getTime() + pauseMs);
      await recordMailFailure(this.session, mail.id, { reason: message, retryAt, now });
      return;
    }
    await settleMail(this.session, mail.id, transport.outcome, clock.now());
  }

  private async tidy(now: Date): Promise<void> {
    if (now.getTime() - this.tidiedAt < HOUR_MS) return;
    this.tidiedAt = now.getTime();
    await deleteSettledMail(this.session, new Date(now.getTime() - DAYS_KEPT * DAY_MS));
  }
}
