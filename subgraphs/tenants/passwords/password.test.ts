import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword, isPasswordOf, passwordFault } from './password.ts';

const EMAIL = 'olivia@birch.example';
const codeOf = (password: string): string | undefined => passwordFault('password', password, EMAIL)?.code;

test('a password opens its own hash only, however its letters are composed; two hashes of it differ', async () => {
  const password = 'Café crème à deux';
  const [one, two] = await Promise.all([hashPassword(password), hashPassword(password)]);
  assert.notEqual(one, two);
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.equal(await isPasswordOf(password.normalize('NFD'), one), true);
  assert.equal(await isPasswordOf(`${password} `, one), false);
  assert.equal(await isPasswordOf('', one), false);
});

test('a hash that another implementation made opens as well', async () => {
  // By the Rust crate argon2 0.5.
  const made = '$argon2id$v=19$m=19456,t=2,p=1$c2l4dGVlbiBieXRlIHNhbA$ZJ4FUbptHT0O321/29MZjzSO5FrbsClqx9/BbsxE0RA';
  assert.equal(await isPasswordOf('correct horse battery', made), true);
  assert.equal(await isPasswordOf('correct horse batterz', made), false);
});

test('where there is no hash the answer is no, after the same work', async () => {
  const hash = await hashPassword('a long enough password');
  await isPasswordOf('warms up', undefined);
  const took = async (known: string | null): Promise<number> => {
    const startedAt = performance.now();
    for (let round = 0; round < 5; round += 1) assert.equal(await isPasswordOf('a wrong password', known), false);
    return performance.now() - startedAt;
  };
  const ratio = (await took(null)) / (await took(hash));
  assert.ok(ratio > 0.4 && ratio < 2.5, `${ratio}`);
});

test('ten megabytes of password are refused, and hashed no further than the longest', async () => {
  const long = 'x'.repeat(10_000_000);
  assert.equal(codeOf(long), 'VALIDATION_FAILED');
  const startedAt = performance.now();
  assert.equal(await isPasswordOf(long, await hashPassword('a long enough password')), false);
  assert.ok(performance.now() - startedAt < 2_000);
});

test('short, common and monotonous passwords and those with the address are refused, each with its reason', () => {
  for (const weak of ['', 'ninechars', 'Password123', 'aaaaaaaaaaaa', 'abababababab', 'my olivia 2026!', EMAIL, `x${EMAIL}x`])
    assert.equal(codeOf(weak), 'PASSWORD_TOO_WEAK', weak);
  for (const good of ['tenchars!!', 'correct horse battery', 'Zwölf Äpfel', '🍎🍐🍊🍋🍌🍉🍇🍓🫐🍈'])
    assert.equal(codeOf(good), undefined, good);
  assert.equal(codeOf('🍎🍐🍊🍋🍌🍉🍇🍓🫐'), 'PASSWORD_TOO_WEAK');
});
