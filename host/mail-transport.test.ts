import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailWarning } from './mail-transport.ts';

const DATABASE_URL = 'postgres://waybill@db.example/waybill';

test('an outside database without a mail server is warned of, by the name of the setting; the built-in one is for development', () => {
  assert.match(mailWarning({ DATABASE_URL }) ?? '', /SMTP_URL is not set/);
  assert.equal(mailWarning({ DATABASE_URL, SMTP_URL: 'smtps://mail.example:465' }), undefined);
  assert.equal(mailWarning({}), undefined);
});
