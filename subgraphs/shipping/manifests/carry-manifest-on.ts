import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { ManifestAccepted } from '../../../contracts/events/manifest-events.ts';
import type { CarrierRequestMadeData } from '../../../contracts/events/usage-events.ts';
import { callCarrier } from '../carriers/carrier-call.ts';
import type { AcceptedManifest } from '../carriers/carrier-exchanges.ts';
import { CarrierRefusedError } from '../carriers/carriers.errors.ts';
import { meterCarrierRequests } from '../carriers/meter-carrier-requests.ts';
import { requireFacts } from '../connections/connection-facts.ts';
import { recordFile, storeFile } from '../files/store-file.ts';
import { holdFrom } from '../held-work/work-hold.ts';
import { findLabelsOfManifest, releaseShipments } from './manifest-shipments.query.ts';
import { advanceManifest, type ManifestRow, type ManifestState } from './manifest.query.ts';
import { ManifestInProgressError } from './manifests.errors.ts';

/** Asks the carrier to take what is on a manifest; may be repeated. Throws what went wrong when nothing is known of what it did. */
export async function carryManifestOn(context: RequestContext, manifest: ManifestRow): Promise<ManifestRow> {
  if (manifest.state !== 'accepting') return manifest;
  const { id: manifestId, shipDate, address, connectionId } = manifest;
  const labels = await findLabelsOfManifest(context.session, manifestId);
  const facts = await requireFacts(context, connectionId);
  const { result, usage } = await callCarrier(facts, 'manifest', { manifestId, shipDate, address, labels });
  if ('answer' in result) return record(context, manifest, { accepted: result.answer, usage });
  const { error } = result;
  const isRefused = error instanceof CarrierRefusedError;
  const reached = await context.session.transaction(async (transaction) => {
    meterCarrierRequests(context, transaction, { organizationId: manifest.organizationId, usage });
    if (!isRefused) return advance(context, transaction, manifest, 'accepting', {});
    await releaseShipments(transaction, manifestId);
    return advance(context, transaction, manifest, 'refused', { refusal: error.details() });
  });
  if (!isRefused) throw error;
  return reached;
}

async function record(
  context: RequestContext,
  manifest: ManifestRow,
  { accepted, usage }: { accepted: AcceptedManifest; usage: readonly CarrierRequestMadeData[] },
): Promise<ManifestRow> {
  const { id: manifestId, organizationId, connectionId, carrierName, shipDate, shipmentCount } = manifest;
  const { document, carrierReference } = accepted;
  const mark = `${shipDate}-${manifestId.slice(-8)}`;
  const file = document && (await storeFile(context, { ...document, organizationId, kind: 'manifest', mark }));
  return context.session.transaction(async (transaction) => {
    if (file) await recordFile(transaction, file, context.clock.now());
    const reached = await advance(context, transaction, manifest, 'completed', { carrierReference, fileId: file?.id ?? null });
    meterCarrierRequests(context, transaction, { organizationId, usage });
    const data = { manifestId, connectionId, carrierName, shipDate, shipmentCount };
    transaction.publish(newEvent(context, ManifestAccepted, { subject: `manifest/${manifestId}`, organizationId, data }));
    transaction.audit({
      action: 'manifest.created',
      resourceType: 'manifest',
      resourceId: manifestId,
      organizationId,
      after: { carrierName, shipDate, shipmentCount, carrierReference },
      ...auditFacts(context),
    });
    return reached;
  });
}

async function advance(
  context: RequestContext,
  transaction: Transaction,
  manifest: ManifestRow,
  to: ManifestState,
  facts: Partial<Pick<ManifestRow, 'carrierReference' | 'fileId' | 'refusal'>>,
): Promise<ManifestRow> {
  const advanced = await advanceManifest(transaction, manifest, to, { ...facts, ...holdFrom(context.clock) });
  // Somebody else took over, because this step lasted longer than its hold: what it did counts for nothing.
  if (!advanced) throw new ManifestInProgressError();
  return advanced;
}
