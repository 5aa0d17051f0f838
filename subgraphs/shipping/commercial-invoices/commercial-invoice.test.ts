import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BigNumber } from 'bignumber.js';
import { ManualClock } from '../../../platform/context/clock.ts';
import { encodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import type { CustomsInput } from '../customs/check-customs.ts';
import { createShipment } from '../drafts/create-shipment.ts';
import { updateShipment } from '../drafts/update-shipment.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import type { RequestQuotes } from '../quotes/quote-request.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import type { ShipmentRow } from '../shipments/shipments.query.ts';
import { pagesOf } from '../test-support/read-pdf.ts';
import { aConsignment, anEntityWith, aShipper, connectSandbox, type Shipper } from '../test-support/shipping-fixtures.ts';
import { commercialInvoiceOf } from './commercial-invoice.ts';
import { renderInvoicePdf } from './invoice-document.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
const BERLIN = {
  name: 'Jürgen Müller',
  street1: 'Torstraße 1',
  city: 'Berlin',
  postalCode: '10119',
  country: 'DE',
  phone: '+49 30 1234567',
};
let world: TestWorld;
let shipper: Shipper;
let keys = 0;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  shipper = await aShipper(world);
  await connectSandbox(shipper);
  await anEntityWith(world, shipper, '10000');
});
after(() => world.close());

type Goods = CustomsInput['commodities'][number];
function goods(overrides: Partial<Goods> = {}): Goods {
  return {
    description: 'Cotton shirt',
    quantity: 3,
    unitValue: { amount: '19.95', currency: 'USD' },
    weight: { value: '200', unit: 'g' },
    originCountry: 'PT',
    hsCode: '610510',
    ...overrides,
  };
}

function declared(...commodities: Goods[]): CustomsInput {
  return { contents: 'merchandise', signer: 'Ada Sender', invoiceNumber: 'INV-2026-7', commodities };
}

async function bought(consignment: Partial<RequestQuotes>): Promise<ShipmentRow> {
  const asked = aConsignment({ services: ['sandbox_ground'], recipient: BERLIN, ...consignment });
  const { rates } = await requestQuotes(shipper.context(), asked);
  keys += 1;
  return purchaseShipment(shipper.context(), { rateId: rates[0]!.id, idempotencyKey: `invoice-${keys}` });
}

async function pages(shipment: ShipmentRow): Promise<string[]> {
  return pagesOf(await renderInvoicePdf(commercialInvoiceOf(shipment)));
}

/** Each figure stands somewhere on the page. */
function assertShows(page: string, ...texts: string[]): void {
  for (const text of texts) assert.ok(page.includes(text), `"${text}" is missing in:\n${page}`);
}

const two = [{ weight: { value: '2', unit: 'lb' as const } }, { weight: { value: '1.5', unit: 'kg' as const } }];

test('the invoice names both sides, the goods with exact totals, each parcel with its number, and who vouches for it', async () => {
  const shipment = await bought({
    parcels: two,
    customs: declared(
      goods({ parcelPosition: 1 }),
      goods({
        description: 'Ceramic mug',
        quantity: 12,
        unitValue: { amount: '4.1', currency: 'USD' },
        weight: { value: '9.5', unit: 'oz' },
        originCountry: 'MX',
        hsCode: '691110',
        parcelPosition: 2,
      }),
    ),
  });
  const [page, ...others] = await pages(shipment);
  assert.equal(others.length, 0);
  assertShows(
    page!,
    'COMMERCIAL INVOICE',
    'Invoice number: INV-2026-7',
    'Date: 2026-03-02',
    'Reason for export: Sale',
    'Currency: USD',
  );
  assertShows(
    page!,
    'EXPORTER',
    'Ada Sender',
    '350 5th Ave',
    'New York NY 10118',
    'CONSIGNEE',
    'Jürgen Müller',
    'Torstraße 1',
    'Berlin 10119',
    '+49 30 1234567',
  );
  assertShows(page!, 'Cotton shirt', '610510', 'PT', '19.95', '59.85', '0.6', 'Ceramic mug', '691110', 'MX', '4.10', '49.20');
  // 12 × 9.5 oz of 0.028349523125 kg each; 2 lb and 1.5 kg of parcels.
  assertShows(page!, '3.231846', '3.831846', '109.05 USD', '2.407185');
  assertShows(page!, '1 of 2', '2 of 2', ...shipment.parcelNumbers);
  assertShows(page!, 'Signed: Ada Sender', 'SAMPLE', 'Page 1 of 1');
  const invoice = commercialInvoiceOf(shipment);
  assert.deepEqual([invoice.totalQuantity, invoice.totalValue.toString()], [15, '109.05 USD']);
});

test('the same shipment gives the same bytes, whatever its own marks become', async () => {
  const shipment = await bought({ customs: declared(goods()) });
  const once = await renderInvoicePdf(commercialInvoiceOf(shipment));
  const marked = await updateShipment(shipper.context(), { shipmentId: shipment.id, reference: 'PO-8', notes: 'urgent' });
  assert.ok(once.equals(await renderInvoicePdf(commercialInvoiceOf(marked))));
});

test('a hundred kinds of goods go over several pages, each with its titles, and add up to the cent', async () => {
  const kinds = Array.from({ length: 100 }, (_, index) =>
    goods({
      description: `Kind ${index + 1} ${'of a very long name '.repeat(8)}`,
      quantity: index + 1,
      unitValue: { amount: '0.07', currency: 'USD' },
    }),
  );
  const all = await pages(await bought({ customs: declared(...kinds) }));
  assert.ok(all.length > 2, `${all.length} pages`);
  all.forEach((page, index) => assertShows(page, `Page ${index + 1} of ${all.length}`, 'SAMPLE'));
  for (const page of all.slice(0, -1)) assertShows(page, 'Unit value');
  const text = all.join('\n');
  kinds.forEach((_, index) => assertShows(text, `Kind ${index + 1} `));
  // 1 + … + 100 pieces of 0.07.
  assertShows(text, new BigNumber(5050).times('0.07').toFixed(2), '5050');
});

const INVOICE = `query I($id: ID!) { commercialInvoice(shipmentId: $id) { number totalQuantity totalValue { amount currency } contentBase64 } }`;
async function asked(id: Uuid, by: Shipper = shipper) {
  const variables = { id: encodeId(ID_PREFIX.shipment, id) };
  return askSubgraph<{ commercialInvoice: { number: string; contentBase64: string } | null }>(world, 'shipping', by.identity, {
    query: INVOICE,
    variables,
  });
}

async function refusal(id: Uuid, by?: Shipper): Promise<unknown[]> {
  const { errors } = await asked(id, by);
  return errors.map(({ code, field }) => [code, field]);
}

test('it is asked for by the shipment, in PDF; without a declaration, of a draft and of others’ shipments it is refused by name', async () => {
  const shipment = await bought({ customs: { ...declared(goods()), invoiceNumber: null } });
  const { data } = await asked(shipment.id);
  assert.equal(data.commercialInvoice?.number, encodeId(ID_PREFIX.shipment, shipment.id));
  assertShows(
    (await pagesOf(Buffer.from(data.commercialInvoice.contentBase64, 'base64')))[0]!,
    '59.85 USD',
    data.commercialInvoice.number,
  );
  const domestic = await bought({ recipient: aConsignment().recipient });
  assert.deepEqual(await refusal(domestic.id), [['CUSTOMS_REQUIRED', 'shipmentId']]);
  const draft = await createShipment(shipper.context(), { ...aConsignment(), recipient: BERLIN, customs: declared(goods()) });
  assert.deepEqual(await refusal(draft.id), [['SHIPMENT_NOT_PURCHASED', 'shipmentId']]);
  for (const stranger of [await aShipper(world, { tenant: shipper.tenant }), await aShipper(world)])
    assert.deepEqual(await refusal(shipment.id, stranger), [['NOT_FOUND', 'shipmentId']]);
  const { shipments } = await answerOf<{ shipments: { edges: { node: { commercialInvoice: { number: string } | null } }[] } }>(
    world,
    'shipping',
    shipper.identity,
    { query: '{ shipments(first: 3) { edges { node { commercialInvoice { number } } } } }' },
  );
  assert.deepEqual(
    shipments.edges.map(({ node }) => node.commercialInvoice?.number ?? null),
    [null, null, encodeId(ID_PREFIX.shipment, shipment.id)],
  );
});

test('it is kept with the label as it was drawn, to be downloaded, and costs a purchase no statement more', async () => {
  const count = async (consignment: Partial<RequestQuotes>): Promise<[number, ShipmentRow]> => {
    const asked = aConsignment({ services: ['sandbox_ground'], ...consignment });
    const { rates } = await requestQuotes(shipper.context(), asked);
    const before = world.statements();
    keys += 1;
    const shipment = await purchaseShipment(shipper.context(), { rateId: rates[0]!.id, idempotencyKey: `invoice-${keys}` });
    return [world.statements() - before, shipment];
  };
  const [domestic] = await count({});
  const [abroad, shipment] = await count({ recipient: BERLIN, customs: declared(goods()) });
  assert.equal(abroad, domestic);
  const { commercialInvoice } = await answerOf<{
    commercialInvoice: {
      contentBase64: string;
      file: { kind: string; name: string; format: string; sizeBytes: number; url: string };
    };
  }>(world, 'shipping', shipper.identity, {
    query: 'query I($id: ID!) { commercialInvoice(shipmentId: $id) { contentBase64 file { kind name format sizeBytes url } } }',
    variables: { id: encodeId(ID_PREFIX.shipment, shipment.id) },
  });
  const { url, ...file } = commercialInvoice.file;
  const drawn = await renderInvoicePdf(commercialInvoiceOf(shipment));
  const name = `invoice-${shipment.trackingNumber}.pdf`;
  assert.deepEqual(file, { kind: 'INVOICE', name, format: 'PDF', sizeBytes: drawn.length });
  assert.match(url, /^\/files\//);
  assert.ok(drawn.equals(Buffer.from(commercialInvoice.contentBase64, 'base64')));
});

test('a script that the typeface lacks is refused on its field, and keeps no label from being bought', async () => {
  const shipment = await bought({ customs: declared(goods(), goods({ description: '綿のシャツ' })) });
  await assert.rejects(renderInvoicePdf(commercialInvoiceOf(shipment)), { code: 'INVOICE_TEXT_NOT_PRINTABLE' });
  const { errors } = await asked(shipment.id);
  assert.deepEqual(errors[0]?.field, 'customs.commodities.1.description');
  assert.equal(shipment.invoiceFileId, null);
});

test('a live invoice is no sample, and is on paper as its exporter has it', async () => {
  const shipment = await bought({ customs: declared(goods()) });
  const [live] = await pages({ ...shipment, testMode: false });
  assert.doesNotMatch(live!, /SAMPLE/);
  const sizeOf = async (row: ShipmentRow): Promise<string | undefined> =>
    /MediaBox \[0 0 ([\d. ]+)\]/.exec((await renderInvoicePdf(commercialInvoiceOf(row))).toString('latin1'))?.[1];
  assert.equal(await sizeOf(shipment), '612 792');
  assert.equal(await sizeOf({ ...shipment, shipper: shipment.recipient }), '595.28 841.89');
});

test('a line names a parcel that there is', async () => {
  const asking = requestQuotes(
    shipper.context(),
    aConsignment({
      recipient: BERLIN,
      parcels: two,
      customs: declared(goods({ parcelPosition: 3 }), goods({ parcelPosition: 0 }), goods({ parcelPosition: 2 })),
    }),
  );
  await assert.rejects(asking, (error: { details(): { field: string }[] }) => {
    assert.deepEqual(
      error.details().map(({ field }) => field),
      ['customs.commodities.0.parcelPosition', 'customs.commodities.1.parcelPosition'],
    );
    return true;
  });
});
