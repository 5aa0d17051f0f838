/** Whose mail it is, as the recipient sees it; a tenant's branding goes here. */
export interface MailBrand {
  name: string;
  /** An https address of a picture. */
  logoUrl?: string | undefined;
  /** Six hex digits after `#`. */
  primaryColor?: string | undefined;
}

/** What a mail says; the same for its plain text and its HTML. */
export interface MailContent {
  heading: string;
  paragraphs: readonly string[];
  /** What to copy, e.g. a code or a secret, set apart. */
  code?: string | undefined;
  /** Where to go, when there is a page for it. */
  action?: { label: string; url: string } | undefined;
  /** Why the recipient gets it and what to do when it was not meant for them. */
  footer: string;
}

const PLATFORM_COLOR = '#1a365d';

/** Lays a mail out as plain text and as HTML. Everything in it may come from users: nothing of it becomes markup. */
export function layOutMail(brand: MailBrand, content: MailContent): { text: string; html: string } {
  return { text: textOf(brand, content), html: htmlOf(brand, content) };
}

function textOf(brand: MailBrand, { heading, paragraphs, code, action, footer }: MailContent): string {
  const blocks = [heading, ...paragraphs];
  if (code) blocks.push(`    ${code}`);
  if (action) blocks.push(`${action.label}: ${action.url}`);
  return `${[...blocks, `-- \n${brand.name}\n${footer}`].join('\n\n')}\n`;
}

function htmlOf(brand: MailBrand, { heading, paragraphs, code, action, footer }: MailContent): string {
  const color = brand.primaryColor && /^#[0-9a-f]{6}$/i.test(brand.primaryColor) ? brand.primaryColor : PLATFORM_COLOR;
  const logo = brand.logoUrl && isHttps(brand.logoUrl);
  const name = escapeHtml(brand.name);
  return [
    '<!doctype html><html><body style="margin:0;padding:24px;background:#f5f6f8;font-family:Helvetica,Arial,sans-serif;color:#1f2933">',
    '<div style="max-width:560px;margin:0 auto;background:#ffffff;border-radius:8px;padding:32px">',
    logo
      ? `<img src="${escapeHtml(brand.logoUrl!)}" alt="${name}" height="40">`
      : `<p style="color:${color};font-weight:bold">${name}</p>`,
    `<h1 style="font-size:20px;color:${color}">${escapeHtml(heading)}</h1>`,
    ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    code ? `<p style="font-family:monospace;background:#f5f6f8;padding:12px;word-break:break-all">${escapeHtml(code)}</p>` : '',
    action && isHttps(action.url)
      ? `<p><a href="${escapeHtml(action.url)}" style="background:${color};color:#ffffff;padding:12px 20px;border-radius:6px;text-decoration:none">${escapeHtml(action.label)}</a></p>`
      : '',
    `<p style="font-size:12px;color:#7b8794">${escapeHtml(footer)}</p>`,
    '</div></body></html>',
  ].join('');
}

const isHttps = (url: string): boolean => URL.canParse(url) && new URL(url).protocol === 'https:';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}
