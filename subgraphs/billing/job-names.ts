/** The jobs by which billing comes back to what it began; changes that will need one name it. */
export const JOB_NAMES = {
  expireReservations: 'billing.expire-reservations',
  expireGrants: 'billing.expire-grants',
  suspendAfterGrace: 'billing.suspend-after-grace',
  announceExpiry: 'billing.announce-expiry',
  topUpBalances: 'billing.top-up-balances',
  resumeRefunds: 'billing.resume-refunds',
  computeOverages: 'billing.compute-overages',
  sealLedger: 'billing.seal-ledger',
  endMemberships: 'billing.end-memberships',
  resumePayments: 'billing.resume-payments',
} as const;
