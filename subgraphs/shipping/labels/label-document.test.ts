import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { trackingNumber, trackingSerial } from '../trackers/tracking-number.ts';
import { renderLabelPdf } from './label-document.ts';
import type { LabelFacts } from './label-facts.ts';

const number = trackingNumber({
  serviceTypeCode: '055',
  mailerId: '901234',
  serial: trackingSerial('01936f2e-7b1a-7c3d-8e4f-5a6b7c8d9e0f'),
});
const facts: LabelFacts = {
  trackingNumber: number,
  carrierName: 'USPS',
  serviceName: 'Ground Advantage',
  from: {
    name: 'Ada Lovelace',
    company: 'Analytical Engines',
    street1: '350 5th Ave',
    street2: 'Floor 21',
    city: 'New York',
    state: 'NY',
    postalCode: '10118',
    country: 'US',
  },
  to: {
    name: 'Charles Babbage',
    street1: '200 N Spring St',
    city: 'Los Angeles',
    state: 'CA',
    postalCode: '90012-1234',
    country: 'US',
  },
  weightOunces: '20.5',
  shippedOn: '2025-10-06',
  reference: 'Order 1001',
  parcel: { position: 1, count: 2 },
  isTest: false,
};

let library: PDFiumLibrary;
before(async () => {
  library = await PDFiumLibrary.init();
  const wasmBinary = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')).buffer;
  prepareZXingModule({ overrides: { wasmBinary } });
});
after(() => library.destroy());

/** The page as a printer of that density would put it on paper. */
async function printed(
  pdf: Buffer,
  dotsPerInch: number,
): Promise<{
  width: number;
  height: number;
  data: Uint8Array;
  text: string;
  pages: number;
  size: { width: number; height: number };
}> {
  const document = await library.loadDocument(pdf);
  try {
    // Rendering closes the page, so that each question asks for it anew.
    const size = document.getPage(0).getOriginalSize();
    const text = document.getPage(0).getText();
    const { width, height, data } = await document.getPage(0).render({ scale: dotsPerInch / 72, render: 'bitmap' });
    return {
      width,
      height,
      data: data.slice(),
      text,
      pages: document.getPageCount(),
      size: { width: size.originalWidth, height: size.originalHeight },
    };
  } finally {
    document.destroy();
  }
}

async function scanned(pdf: Buffer, dotsPerInch = 203): Promise<string[]> {
  const { width, height, data } = await printed(pdf, dotsPerInch);
  const image = { width, height, data: new Uint8ClampedArray(data), colorSpace: 'srgb' } as unknown as Parameters<
    typeof readBarcodes
  >[0];
  const found = await readBarcodes(image, { formats: ['Code128'], tryHarder: true });
  return found.map((barcode) => barcode.text);
}

/** What a scanner answers: the routing ZIP under 420, then the tracking number, with or without separators in between. */
function digits(texts: string[]): string[] {
  return texts.map((text) => text.replace(/[^0-9]/g, ''));
}

for (const isTest of [false, true]) {
  for (const dotsPerInch of [203, 300]) {
    test(`the ${isTest ? 'sample' : 'live'} label printed at ${dotsPerInch} dpi scans as 420, the ZIP and the tracking number`, async () => {
      assert.deepEqual(digits(await scanned(await renderLabelPdf({ ...facts, isTest }), dotsPerInch)), [`42090012${number}`]);
    });
  }
}

test('a parcel abroad carries the tracking number alone', async () => {
  const to = { name: 'Jürgen Müller', street1: 'Torstraße 1', city: 'Berlin', postalCode: '10119', country: 'DE' };
  const pdf = await renderLabelPdf({ ...facts, to });
  assert.deepEqual(digits(await scanned(pdf)), [number]);
  assert.match((await printed(pdf, 72)).text, /JÜRGEN MÜLLER\s+TORSTRASSE 1\s+BERLIN 10119\s+DE/);
});

test('is one page of 4 by 6 inches that shows sender, recipient, service, weight, parcel, reference, ZIP and number', async () => {
  const { pages, size, text } = await printed(await renderLabelPdf(facts), 72);
  assert.deepEqual([pages, size], [1, { width: 288, height: 432 }]);
  for (const shown of [
    'Ada Lovelace',
    'Floor 21',
    'New York NY 10118',
    'CHARLES BABBAGE',
    '200 N SPRING ST',
    'LOS ANGELES CA 90012-1234',
    'GROUND ADVANTAGE',
    'Weight: 1 lb 4.5 oz',
    'Parcel 1 of 2',
    'Ship date: 2025-10-06',
    'Ref: Order 1001',
    number.replace(/(.{4})(?=.)/g, '$1 '),
  ]) {
    assert.ok(text.includes(shown), `${shown} in ${text}`);
  }
  assert.ok(!text.includes('SAMPLE'));
});

test('says SAMPLE across the label and under the barcode in test mode', async () => {
  const { text } = await printed(await renderLabelPdf({ ...facts, isTest: true }), 72);
  assert.equal(text.match(/SAMPLE/g)?.length, 2);
});

test('equal facts give equal bytes, other facts other bytes', async () => {
  const first = await renderLabelPdf(facts);
  // The second PDF of a process would differ if anything in it came from a clock or a counter.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  assert.ok(first.equals(await renderLabelPdf(structuredClone(facts))));
  assert.ok(!first.equals(await renderLabelPdf({ ...facts, reference: 'Order 1002' })));
});

test('shows addresses of a hundred characters a line in full', async () => {
  const long = (letter: string) => `${letter.repeat(60)} ${letter.repeat(39)}`;
  const to = {
    name: long('A'),
    company: long('B'),
    street1: long('C'),
    street2: 'D'.repeat(100),
    city: long('E'),
    state: 'CA',
    postalCode: '90012',
    country: 'US',
  };
  const pdf = await renderLabelPdf({ ...facts, from: to, to });
  const { pages, text } = await printed(pdf, 72);
  assert.equal(pages, 1);
  for (const letter of ['A', 'B', 'C', 'D', 'E']) assert.ok((text.match(new RegExp(letter, 'g'))?.length ?? 0) >= 198, letter);
  assert.deepEqual(digits(await scanned(pdf)), [`42090012${number}`]);
});

test('writes letters that its typeface lacks without their accents', async () => {
  const { text } = await printed(
    await renderLabelPdf({ ...facts, from: { ...facts.from, name: 'Łukasz Dvořák', city: 'Łódź' } }),
    72,
  );
  assert.match(text, /Lukasz Dvorák/);
  assert.match(text, /Lódz NY/);
});

test('refuses what it cannot print, each on its field', async () => {
  const wrong: LabelFacts = {
    ...facts,
    trackingNumber: '9400000000000000000000',
    to: { ...facts.to, name: '山田太郎' },
    weightOunces: 'heavy',
    shippedOn: '2025-02-30',
  };
  await assert.rejects(renderLabelPdf(wrong), (error: unknown) => {
    assert.ok(error instanceof ValidationError);
    assert.deepEqual(
      error.details().map(({ code, field }) => [code, field]),
      [
        ['LABEL_TEXT_NOT_PRINTABLE', 'label.to.name'],
        ['LABEL_TRACKING_NUMBER_INVALID', 'label.trackingNumber'],
        ['LABEL_WEIGHT_INVALID', 'label.weightOunces'],
        ['LABEL_DATE_INVALID', 'label.shippedOn'],
      ],
    );
    return true;
  });
});
