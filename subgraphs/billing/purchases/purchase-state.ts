/** Where a purchase of credits stands: `pending` until its payment is settled; what is unused of a paid one can be refunded, once. */
export type PurchaseStatus = 'pending' | 'paid' | 'failed' | 'refunding' | 'refunded';
