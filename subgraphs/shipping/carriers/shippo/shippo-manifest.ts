import type { Manifest, Shippo } from 'shippo';
import { fetchLabel } from '../aggregator-labels.ts';
import type { CarrierCall } from '../carrier-adapter.ts';
import type { AcceptedManifest, ManifestOrder } from '../carrier-exchanges.ts';
import { CarrierAnswerInvalidError, CarrierRefusedError, CarrierUnavailableError } from '../carriers.errors.ts';
import { soldParcels } from '../sold-parcels.ts';
import { shippoAddress } from './shippo-consignment.ts';

const MANIFESTS_LOOKED_AT = 50;

interface Asking {
  api: Shippo;
  options: { signal: AbortSignal };
  call: CarrierCall;
}

/** Closes the day with the carrier account that sold the first label; a manifest that was made and whose answer was lost is found by that label. */
export async function shippoManifest(order: ManifestOrder, asking: Asking & { serverUrl: string }): Promise<AcceptedManifest> {
  const { call, serverUrl } = asking;
  const { carrierName } = call.connection;
  const manifest = await acceptOnce(order, transactionsOf(order, carrierName), asking);
  if (manifest.status === 'ERROR')
    throw new CarrierRefusedError(
      `${carrierName}: ${(manifest.errors ?? []).join('; ').slice(0, 500) || 'the manifest was refused'}`,
    );
  if (manifest.status !== 'SUCCESS')
    throw new CarrierUnavailableError(carrierName, new Error(`the manifest is ${manifest.status}`));
  const [page] = manifest.documents;
  const content = page && (await fetchLabel(page, { apiUrl: serverUrl, carrierName, signal: call.signal }));
  return { carrierReference: manifest.objectId, document: content ? { format: 'PDF', content } : null };
}

function transactionsOf({ labels }: ManifestOrder, carrierName: string): string[] {
  const references = soldParcels(labels).map(({ carrierReference }) => carrierReference);
  const transactions = references.flatMap((reference) => reference ?? []);
  if (transactions.length > 0 && transactions.length === references.length) return transactions;
  throw new CarrierRefusedError(`${carrierName} does not know every label on this manifest.`, { field: 'shipmentIds' });
}

// What was refused before may be asked for again.
async function acceptOnce(order: ManifestOrder, transactions: string[], { api, options, call }: Asking): Promise<Manifest> {
  const { results = [] } = await api.manifests.list(1, MANIFESTS_LOOKED_AT, options);
  const known = results.find((each) => each.status !== 'ERROR' && each.transactions?.includes(transactions[0]!));
  if (known) return known;
  const carrierAccount = await accountOf(transactions[0]!, { api, options, call });
  const addressFrom = shippoAddress(order.address);
  return api.manifests.create(
    { carrierAccount, shipmentDate: `${order.shipDate}T00:00:00Z`, addressFrom, transactions, async: false },
    options,
  );
}

async function accountOf(transaction: string, { api, options, call }: Asking): Promise<string> {
  const { rate } = await api.transactions.get(transaction, options);
  const account = typeof rate === 'string' ? (await api.rates.get(rate, options)).carrierAccount : rate?.carrierAccount;
  if (!account) throw new CarrierAnswerInvalidError(call.connection.carrierName, new Error('a label without a carrier account'));
  return account;
}
