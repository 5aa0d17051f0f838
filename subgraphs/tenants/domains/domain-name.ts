import { domainToASCII, domainToUnicode } from 'node:url';
import unhomoglyph from 'unhomoglyph';
import { platformDomain } from '../../../platform/config/platform-domain.ts';
import { fault, type Checked } from '../validation.ts';

const LONGEST_DOMAIN = 253;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const ENCODED_LABEL = /^xn--/;

// Names that lead nowhere in public, or to a machine of its own.
const UNREACHABLE = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|onion|arpa|invalid)$/;

// Writing systems that are mixed in ordinary words; any other mixture within a label is one to be mistaken.
const SCRIPTS: readonly RegExp[] = [
  /^[\p{Script=Latin}\p{Nd}-]+$/u,
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Nd}ー-]+$/u,
  /^[\p{Script=Han}\p{Script=Hangul}\p{Nd}-]+$/u,
  ...['Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Devanagari', 'Thai', 'Bengali', 'Tamil', 'Armenian', 'Georgian'].map(
    (script) => new RegExp(`^[\\p{Script=${script}}\\p{Nd}\\p{M}-]+$`, 'u'),
  ),
];

/**
 * A domain in the form in which it is looked up: lower case, other scripts encoded (punycode, by UTS 46). Refused are addresses,
 * names that lead nowhere in public, those of the platform itself, and those that look like other names: a label of mixed
 * scripts, or one of another script that reads like plain Latin letters (by Unicode's table of confusables).
 */
export function checkDomain(field: string, domain: string): Checked<string> {
  const typed = domain.slice(0, 1_000).trim();
  // An address or a path would be read as part of a URL; only what a name consists of goes on.
  const ascii = /^[\p{L}\p{M}\p{N}.-]+$/u.test(typed) ? domainToASCII(typed.replace(/\.$/, '')) : '';
  const labels = ascii.split('.');
  const isName = ascii.length <= LONGEST_DOMAIN && labels.length >= 2 && labels.every((label) => LABEL.test(label));
  if (!isName || /^\d+$/.test(labels.at(-1)!))
    return fault(field, `"${typed.slice(0, 60)}" is no domain name, such as shipping.example.com.`);
  if (UNREACHABLE.test(ascii)) return fault(field, `"${ascii.slice(0, 60)}" is not reached in public.`);
  const own = platformDomain();
  if (ascii === own || ascii.endsWith(`.${own}`))
    return fault(field, `Names below ${own} are given by the platform; add a domain of your own.`, 'DOMAIN_RESERVED');
  if (labels.some(isMistakable))
    return fault(field, `"${ascii.slice(0, 60)}" can be mistaken for another name.`, 'DOMAIN_MISTAKABLE');
  return { value: ascii };
}

function isMistakable(label: string): boolean {
  if (!ENCODED_LABEL.test(label)) return false;
  const shown = domainToUnicode(label);
  return !SCRIPTS.some((script) => script.test(shown)) || /^[\x20-\x7e]*$/.test(unhomoglyph(shown));
}
