const POLLED = 'only carriers that can be asked say when they expect to deliver; the suite ships by a price list';
const BROKEN_BOOKS = 'only books that do not agree have differences';
const INTACT_LOG = 'only a log that somebody altered has differences';
const BY_ITSELF = 'only what the platform does by itself names its part; people and tokens have ids';
const FAILURES = 'only a platform in which something failed has it';
const OVERTAKEN = 'work on so few rows is over before anybody can cancel it';
const FEW_PURCHASES = 'only warnings about purchases that cannot be priced have it';

/** Fields that the suite does not see answered, each with the reason. */
export const UNREACHED_FIELDS: Readonly<Record<string, string>> = {
  'Tracker.estimatedDelivery': POLLED,
  'TrackingPage.estimatedDelivery': POLLED,
  'PayoutProof.differences': BROKEN_BOOKS,
  'AddonReconciliation.differences': BROKEN_BOOKS,
  'AddonDifference.kind': BROKEN_BOOKS,
  'AddonDifference.shipmentId': BROKEN_BOOKS,
  'AddonDifference.organizationId': BROKEN_BOOKS,
  'AddonDifference.addonId': BROKEN_BOOKS,
  'AddonDifference.expected': BROKEN_BOOKS,
  'AddonDifference.recorded': BROKEN_BOOKS,
  'JobHealth.lastError': FAILURES,
  'TenantProvisioning.lastError': FAILURES,
  'PartnerPayoutDifference.payoutId': BROKEN_BOOKS,
  'PartnerPayoutDifference.partnerId': BROKEN_BOOKS,
  'PartnerPayoutDifference.fault': BROKEN_BOOKS,
  'PartnerPayoutDifference.stated': BROKEN_BOOKS,
  'PartnerPayoutDifference.recomputed': BROKEN_BOOKS,
  'AutoTopUp.pausedAt': FAILURES,
  'LedgerProof.differences': BROKEN_BOOKS,
  'LedgerDifference.compared': BROKEN_BOOKS,
  'LedgerDifference.subjectId': BROKEN_BOOKS,
  'LedgerDifference.ledger': BROKEN_BOOKS,
  'LedgerDifference.recorded': BROKEN_BOOKS,
  'LedgerProof.chainDifferences': INTACT_LOG,
  'LedgerChainDifference.kind': INTACT_LOG,
  'LedgerChainDifference.position': INTACT_LOG,
  'LedgerChainDifference.entryId': INTACT_LOG,
  'AuditProof.differences': INTACT_LOG,
  'AuditDifference.kind': INTACT_LOG,
  'AuditDifference.position': INTACT_LOG,
  'AuditDifference.entryId': INTACT_LOG,
  'SecurityEvent.organizationId': 'only what happens to an organization’s tokens has it, and none of that is recorded yet',
  'Mutation.cancelAddonSimulation': OVERTAKEN,
  'CancelAddonSimulationPayload.errors': OVERTAKEN,
  'CancelAddonSimulationPayload.simulation': OVERTAKEN,
  'Mutation.cancelBatch': OVERTAKEN,
  'AddonSimulationWarning.currency': FEW_PURCHASES,
  'AddonSimulationWarning.count': FEW_PURCHASES,
  'AuditActor.name': BY_ITSELF,
};
