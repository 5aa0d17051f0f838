const DAY_MS = 86_400_000;

/** How long after its issue an invoice is due. */
const PAYMENT_TERM_DAYS = 14;
const NUMBER_DIGITS = 6;

/** When an invoice issued at the instant is due. */
export function dueDateOf(issuedAt: Date): Date {
  return new Date(issuedAt.getTime() + PAYMENT_TERM_DAYS * DAY_MS);
}

/** Whether an open invoice is overdue: from the day after its due date on. A function of dates, so late runs and reruns agree. */
export function isOverdue(invoice: { status: string; dueAt: Date | null }, now: Date): boolean {
  return invoice.status === 'open' && invoice.dueAt !== null && now.getTime() >= invoice.dueAt.getTime() + DAY_MS;
}

/** The number as it is printed: `INV-000042`, `TEST-000042` in test mode. */
export function invoiceNumber(sequence: string, testMode: boolean): string {
  return `${testMode ? 'TEST' : 'INV'}-${sequence.padStart(NUMBER_DIGITS, '0')}`;
}
