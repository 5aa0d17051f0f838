/**
 * Whether play money may pay live invoices: where `SANDBOX_PAYMENTS` is `live`, and, unless it says otherwise, on the
 * embedded database, which is a developer's own. On an outside database it never may by itself.
 */
export function allowsLiveSandboxPayments(source: Record<string, string | undefined> = process.env): boolean {
  const setting = source['SANDBOX_PAYMENTS']?.trim();
  return setting ? setting === 'live' : !source['DATABASE_URL']?.trim();
}
