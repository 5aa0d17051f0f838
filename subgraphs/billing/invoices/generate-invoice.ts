import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { organizationInView } from '../caller-organization.ts';
import { lockBalance } from '../credits/credit-balance.query.ts';
import { freeBilled } from './billable.query.ts';
import { claimLines } from './claim-lines.ts';
import { deleteLines, insertLines } from './invoice-line.query.ts';
import { invoicePeriod, type AskedPeriod } from './invoice-period.ts';
import { findDraft, readInvoicingFacts, saveDraft, type InvoiceRow } from './invoice.query.ts';
import { NothingToInvoiceError } from './invoices.errors.ts';

/** What to invoice: an entity's last whole month, or the period said. */
export interface GenerateInvoice extends AskedPeriod {
  entityId: Uuid;
}

/**
 * Makes the draft of a period from usage and purchases that are on no invoice yet. A draft of the same period is made anew,
 * with what was reported since. Generating at once from two sides bills nothing twice: the second waits and finds the draft.
 */
export async function generateInvoice(context: RequestContext, command: GenerateInvoice): Promise<InvoiceRow> {
  const organizationId = organizationInView(context, null);
  const now = context.clock.now();
  return context.session.transaction(async (transaction) => {
    const owner = await lockBalance(transaction, { entityId: command.entityId, organizationId });
    if (!owner) throw new NotFoundError('The entity', 'entityId');
    const { currency, timeZone, closedPeriods } = await readInvoicingFacts(transaction, owner);
    const period = invoicePeriod(command, timeZone, now);
    const draftId = await findDraft(transaction, owner.entityId, period);
    if (draftId) await freeBilled(transaction, owner, await deleteLines(transaction, draftId));
    const id = draftId ?? newId();
    const lines = await claimLines(
      transaction,
      { id, currency },
      { ...period, entityId: owner.entityId, timeZone, closedPeriods },
    );
    if (lines.length === 0) throw new NothingToInvoiceError();
    const total = Money.sum(
      lines.map((line) => Money.of(line.amount, currency)),
      currency,
    );
    const invoice = await saveDraft(transaction, {
      ...owner,
      id,
      currency,
      period,
      total: total.toDecimalString(),
      createdAt: now,
    });
    await insertLines(transaction, owner, lines);
    transaction.audit({
      action: draftId ? 'invoice.redrawn' : 'invoice.drawn_up',
      resourceType: 'invoice',
      resourceId: id,
      organizationId: owner.organizationId,
      after: {
        entityId: owner.entityId,
        periodStart: period.start,
        periodEnd: period.end,
        total: total.toJSON(),
        lines: lines.length,
      },
      ...auditFacts(context),
    });
    return invoice;
  });
}
