const SECURITY_EVENT = 'of a person, who belongs to no tenant: told as a security event';

/** Mutations that need no entry in the audit log, and why. */
export const EXEMPT_MUTATIONS: Readonly<Record<string, string>> = {
  changePassword: SECURITY_EVENT,
  refreshSession: 'renews what signing in granted; a token used twice is told as a security event',
  requestPasswordReset: SECURITY_EVENT,
  resetPassword: SECURITY_EVENT,
  revokeSession: SECURITY_EVENT,
  signIn: SECURITY_EVENT,
  signOut: SECURITY_EVENT,
  signOutEverywhere: SECURITY_EVENT,
  verifyEmail: SECURITY_EVENT,
  applyAddons: 'internal: a part of the purchase, whose entry is shipment.purchased; the applications are records themselves',
  priceRates: 'internal: an offer that binds nobody until it is bought',
  recordCredentialUse: 'internal: notes when tokens were used; refusals become security events',
  recordApiRequests: 'internal: counts what was asked; usage events are records themselves',
  receiveCarrierWebhook: 'internal: what a carrier told is a record itself, and so is every scan that comes of it',
  validateAddress: 'a question: nothing is kept of it',
  spendCredits: 'each spend is a record itself, never changed, and sealed with its transactions in the ledger',
  quoteShipment: 'an offer that binds nobody until it is bought',
  requestQuotes: 'an offer that binds nobody until it is bought',
};
