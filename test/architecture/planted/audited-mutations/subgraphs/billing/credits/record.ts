export const record = (context: { session: { transaction: (work: (t: { audit: (entry: object) => void }) => void) => void } }) =>
  context.session.transaction((transaction) => transaction.audit({ action: 'credits.granted' }));
