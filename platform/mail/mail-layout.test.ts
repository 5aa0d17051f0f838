import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOutMail } from './mail-layout.ts';

const CONTENT = {
  heading: 'Join <b>Birch</b> & Co',
  paragraphs: ['Ann "the boss" invited you.'],
  code: 'wb_invite_live_123',
  action: { label: 'Accept', url: 'https://app.acme.example/accept?token=1&x=2' },
  footer: 'Not you? Ignore it.',
};

test('nothing of the content becomes markup, and the plain text says the same', () => {
  const { html, text } = layOutMail({ name: 'Acme <script>' }, CONTENT);
  assert.ok(html.includes('Join &lt;b&gt;Birch&lt;/b&gt; &amp; Co'));
  assert.ok(html.includes('Acme &lt;script&gt;'));
  assert.ok(html.includes('href="https://app.acme.example/accept?token=1&amp;x=2"'));
  assert.ok(!html.includes('<script>'));
  assert.equal(
    text,
    'Join <b>Birch</b> & Co\n\nAnn "the boss" invited you.\n\n    wb_invite_live_123\n\n' +
      'Accept: https://app.acme.example/accept?token=1&x=2\n\n-- \nAcme <script>\nNot you? Ignore it.\n',
  );
});

test('a brand shows its logo and colour, unless they are no https address and no colour', () => {
  const shown = layOutMail({ name: 'Acme', logoUrl: 'https://acme.example/logo.png', primaryColor: '#AA3300' }, CONTENT).html;
  assert.ok(shown.includes('src="https://acme.example/logo.png"') && shown.includes('color:#AA3300'));
  const faulty = layOutMail({ name: 'Acme', logoUrl: 'javascript:alert(1)', primaryColor: 'red;}' }, CONTENT).html;
  assert.ok(!faulty.includes('javascript:') && !faulty.includes('red;}'));
  assert.ok(
    !layOutMail({ name: 'Acme' }, { ...CONTENT, action: { label: 'x', url: 'javascript:alert(1)' } }).html.includes(
      'javascript:',
    ),
  );
});
