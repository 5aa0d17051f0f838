import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashToken, isWellFormedToken, newToken, tokenHint } from './api-token.ts';

const ANY_CHARACTER = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-. é\n';

test('1,000 new tokens are well formed, different, and say their kind and mode', () => {
  const tokens = Array.from({ length: 1_000 }, (_, index) => newToken('api', index % 2 === 0));
  assert.ok(tokens.every(isWellFormedToken));
  assert.equal(new Set(tokens).size, 1_000);
  assert.match(tokens[0]!, /^wb_api_test_[0-9A-Za-z]{38}$/);
  assert.match(tokens[1]!, /^wb_api_live_[0-9A-Za-z]{38}$/);
});

test('every alteration of a single character is refused, and so is every one left out, doubled or swapped with its neighbour', () => {
  const token = newToken('session', false);
  let altered = 0;
  const refuses = (text: string): void => {
    if (text === token) return;
    altered += 1;
    assert.equal(isWellFormedToken(text), false, text);
  };
  for (let at = 0; at < token.length; at += 1) {
    const [head, tail] = [token.slice(0, at), token.slice(at + 1)];
    for (const character of ANY_CHARACTER) refuses(head + character + tail);
    refuses(head + tail);
    refuses(head + token[at]! + token[at]! + tail);
    refuses(head + (tail[0] ?? '') + token[at]! + tail.slice(1));
  }
  assert.ok(altered > 3_500, `${altered} alterations`);
});

test('what is no token at all is refused', () => {
  const token = newToken('api', false);
  for (const text of ['', 'wb_', 'wb_api_live_', `${token} `, ` ${token}`, `${token}\n`, token.toUpperCase(), `Bearer ${token}`])
    assert.equal(isWellFormedToken(text), false, text);
});

test('the characters of the secret are drawn evenly', () => {
  const counts = new Map<string, number>();
  for (let drawn = 0; drawn < 2_000; drawn += 1)
    for (const character of newToken('api', false).slice('wb_api_live_'.length, -6))
      counts.set(character, (counts.get(character) ?? 0) + 1);
  // 64,000 draws of 62 characters: 1,032 each on average, with a standard deviation of 32.
  assert.equal(counts.size, 62);
  for (const [character, count] of counts) assert.ok(count > 840 && count < 1_230, `${character}: ${count}`);
});

test('the hint names the kind and the last four characters and hides the rest', () => {
  const token = newToken('api', true);
  assert.equal(tokenHint(token), `wb_api_test_…${token.slice(-4)}`);
  assert.equal(tokenHint(token).includes(token.slice('wb_api_test_'.length, -4)), false);
  assert.equal(tokenHint(token).length, 17);
});

test('the hash is that of SHA-256, the same for the same token and without the token in it', () => {
  assert.equal(hashToken('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  const token = newToken('api', false);
  assert.equal(hashToken(token), hashToken(token));
  assert.notEqual(hashToken(token), hashToken(newToken('api', false)));
});
