import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isValidTrackingNumber, printedTrackingNumber, trackingNumber, trackingSerial } from './tracking-number.ts';

const SHIPMENT = '01936f2e-7b1a-7c3d-8e4f-5a6b7c8d9e0f';

test('makes 22 digits of which the last is the GS1 check digit', () => {
  // Numbers made by others, so that the rule is not only checked against itself.
  assert.equal(trackingNumber({ serviceTypeCode: '001', mailerId: '118992', serial: 2381821840n }), '9400111899223818218407');
  for (const foreign of ['9205590164917312751089', '9274890983426386918697', '9361289878700317633795'])
    assert.ok(isValidTrackingNumber(foreign));
  // 9 × 3 + 4 × 1 = 31, nine short of 40.
  assert.equal(trackingNumber({ serviceTypeCode: '000', mailerId: '000000', serial: 0n }), '9400000000000000000009');
});

test('accepts only 22 digits with the right check digit', () => {
  const number = trackingNumber({ serviceTypeCode: '055', mailerId: '901234', serial: trackingSerial(SHIPMENT) });
  assert.ok(isValidTrackingNumber(number));
  assert.ok(isValidTrackingNumber(printedTrackingNumber(number)));
  for (const wrong of ['', number.slice(1), `${number}0`, number.replace(/^94/, '12'), number.replace(/.$/, 'x')])
    assert.ok(!isValidTrackingNumber(wrong));
});

test('the same shipment asks for the same number, another attempt for another', () => {
  assert.equal(trackingSerial(SHIPMENT), trackingSerial(SHIPMENT.toUpperCase()));
  assert.notEqual(trackingSerial(SHIPMENT, 1), trackingSerial(SHIPMENT));
});

test('any single wrong digit is noticed', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 9_999_999_999n }),
      fc.integer({ min: 2, max: 21 }),
      fc.integer({ min: 1, max: 9 }),
      (serial, at, shift) => {
        const number = trackingNumber({ serviceTypeCode: '001', mailerId: '123456', serial });
        assert.ok(isValidTrackingNumber(number));
        const digit = String((Number(number[at]) + shift) % 10);
        assert.ok(!isValidTrackingNumber(number.slice(0, at) + digit + number.slice(at + 1)));
      },
    ),
  );
});

test('different serials never share a number', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.bigInt({ min: 0n, max: 9_999_999_999n }), { minLength: 2, maxLength: 50 }), (serials) => {
      const numbers = serials.map((serial) => trackingNumber({ serviceTypeCode: '001', mailerId: '123456', serial }));
      assert.equal(new Set(numbers).size, serials.length);
    }),
  );
});

test('refuses parts of the wrong form', () => {
  const right = { serviceTypeCode: '001', mailerId: '123456', serial: 1n };
  for (const wrong of [
    { serviceTypeCode: '1' },
    { mailerId: '1234567' },
    { serial: 10_000_000_000n },
    { serial: -1n },
    { applicationIdentifier: '42' },
  ]) {
    assert.throws(() => trackingNumber({ ...right, ...wrong }), RangeError);
  }
  assert.throws(() => trackingSerial('shipment'), RangeError);
});

test('is printed in groups of four', () => {
  assert.equal(printedTrackingNumber('9400000000000000000009'), '9400 0000 0000 0000 0000 09');
});
