import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fitBlock } from './fit-block.ts';

/** A typeface whose every character is as wide as it is high. */
const square = (text: string, size: number) => text.length * size;

test('keeps the size where lines fit', () => {
  assert.deepEqual(fitBlock(['ABCDE', 'AB'], { width: 50, height: 30, size: 10 }, square), {
    size: 10,
    lineHeight: 11.5,
    lines: ['ABCDE', 'AB'],
  });
});

test('wraps at blanks where there is room below, and inside a word that is longer than a line', () => {
  assert.deepEqual(fitBlock(['AB CD EFGHIJK'], { width: 50, height: 60, size: 10 }, square).lines, ['AB CD', 'EFGHI', 'JK']);
});

test('takes a smaller type where wrapping alone does not help', () => {
  const fitted = fitBlock(['ABCDEFGHIJ'], { width: 50, height: 12, size: 10 }, square);
  assert.deepEqual([fitted.size, fitted.lines], [5, ['ABCDEFGHIJ']]);
});

test('never loses a character and never writes wider than the box', () => {
  const line = fc.stringMatching(/^[A-Z]{1,30}( [A-Z]{1,30}){0,3}$/);
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 6 }),
      fc.integer({ min: 20, max: 200 }),
      fc.integer({ min: 10, max: 100 }),
      (lines, width, height) => {
        const fitted = fitBlock(lines, { width, height, size: 12 }, square);
        assert.equal(fitted.lines.join('').replaceAll(' ', ''), lines.join('').replaceAll(' ', ''));
        for (const each of fitted.lines) assert.ok(square(each, fitted.size) <= width);
      },
    ),
  );
});
