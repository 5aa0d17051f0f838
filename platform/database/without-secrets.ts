/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

const SECRET_NAME = /(?:secret|password|passphrase|token|hash|credentials?|api_?key|private_?key|signature)$/i;
const SECRET_TEXT = /\b(?:wb_[a-z]{3,8}_(?:live|test)_[0-9A-Za-z]{38}|whsec_[0-9A-Za-z+/=_-]{16,})/g;

/**
 * The value without what may not be written down: fields named as secrets are, and tokens and keys of ours wherever they
 * stand in a text. A last resort, for whoever forgets to leave them out.
 */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(SECRET_TEXT, REDACTED);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== 'object' || 'toJSON' in value) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      SECRET_NAME.test(name) && part !== null && typeof part !== 'boolean' ? REDACTED : withoutSecrets(part),
    ]),
  );
}
