import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { before, test } from 'node:test';
import { decode } from 'fast-png';
import { ready } from 'zpl-renderer-js';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { trackingNumber, trackingSerial } from '../trackers/tracking-number.ts';
import type { LabelFacts } from './label-facts.ts';
import { renderLabelPng } from './label-png.ts';
import { renderLabelZpl } from './label-zpl.ts';

const number = trackingNumber({
  serviceTypeCode: '055',
  mailerId: '901234',
  serial: trackingSerial('01936f2e-7b1a-7c3d-8e4f-5a6b7c8d9e0f'),
});
const facts: LabelFacts = {
  trackingNumber: number,
  carrierName: 'USPS',
  serviceName: 'Priority Mail',
  from: { name: 'Ada Sender', street1: '350 5th Ave', city: 'New York', state: 'NY', postalCode: '10118', country: 'US' },
  to: { name: 'Ben Recipient', street1: '200 N Spring St', city: 'Los Angeles', state: 'CA', postalCode: '90012', country: 'US' },
  weightOunces: '32',
  shippedOn: '2026-03-02',
  reference: 'PO ^7~',
  isTest: true,
};
const SIZE_MM = { width: 101.6, height: 152.4, dotsPerMm: 8 };

before(() => {
  const wasmBinary = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')).buffer;
  prepareZXingModule({ overrides: { wasmBinary } });
});

/** What a scanner reads on a picture of one label. */
async function scanned(png: Buffer): Promise<string[]> {
  const found = await readBarcodes(new Uint8Array(png), { formats: ['Code128'] });
  return found.map(({ text }) => text.replaceAll(/[^\d]/g, ''));
}

async function printed(zpl: Buffer): Promise<Buffer> {
  const { api } = await ready;
  return Buffer.from(
    await api.zplToBase64Async(zpl.toString('utf8'), SIZE_MM.width, SIZE_MM.height, SIZE_MM.dotsPerMm),
    'base64',
  );
}

test('the PNG has 812 by 1218 dots, and a scanner reads postal code and tracking number from it', async () => {
  const png = await renderLabelPng(facts);
  const { width, height, channels } = decode(png);
  assert.deepEqual([width, height, channels], [812, 1218, 1]);
  assert.deepEqual(await scanned(png), [`42090012${number}`]);
});

test('the ZPL is printed as one label, and a scanner reads postal code and tracking number from it', async () => {
  const zpl = renderLabelZpl(facts);
  assert.deepEqual(await scanned(await printed(zpl)), [`42090012${number}`]);
  const abroad = { name: 'Jürgen', street1: 'Torstraße 1', city: 'Berlin', postalCode: '10119', country: 'DE' };
  assert.deepEqual(await scanned(await printed(renderLabelZpl({ ...facts, to: abroad }))), [number]);
});

test('the same label has the same bytes in each format', async () => {
  assert.deepEqual(await renderLabelPng(facts), await renderLabelPng(facts));
  assert.deepEqual(renderLabelZpl(facts), renderLabelZpl(facts));
});

test('a test label says SAMPLE in ZPL and a live one does not; what would be a command is written, not obeyed', () => {
  const zpl = renderLabelZpl(facts).toString('utf8');
  assert.match(zpl, /SAMPLE/);
  assert.match(zpl, /\^FDRef: PO _5E7_7E\^FS/);
  assert.doesNotMatch(renderLabelZpl({ ...facts, isTest: false }).toString('utf8'), /SAMPLE/);
  assert.equal(zpl.split('^XA').length, 2);
});

test('a script that the typeface lacks is refused in each format', async () => {
  const strange = { ...facts, to: { ...facts.to, name: '田中' } };
  assert.throws(() => renderLabelZpl(strange), ValidationError);
  await assert.rejects(renderLabelPng(strange), ValidationError);
});
