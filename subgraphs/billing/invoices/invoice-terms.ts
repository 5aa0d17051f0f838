const DAY_MS = 86_400_000;

const NUMBER_DIGITS = 6;

/** When an invoice issued at the instant is due, some days being allowed. */
export function dueDateOf(issuedAt: Date, termDays: number): Date {
  return new Date(issuedAt.getTime() + termDays * DAY_MS);
}

/** Whether an open invoice is overdue: from the day after its due date on. A function of dates, so late runs and reruns agree. */
export function isOverdue(invoice: { status: string; dueAt: Date | null }, now: Date): boolean {
  return invoice.status === 'open' && invoice.dueAt !== null && now.getTime() >= invoice.dueAt.getTime() + DAY_MS;
}

/** The number as it is printed: `INV-000042`, `TEST-000042` in test mode. */
export function invoiceNumber(sequence: string, testMode: boolean): string {
  return `${testMode ? 'TEST' : 'INV'}-${sequence.padStart(NUMBER_DIGITS, '0')}`;
}
