/** What one field was before and is after; null stands for nothing. */
export interface FieldChange {
  /** A dotted path, e.g. `tiers.0.rate`. */
  field: string;
  before: unknown;
  after: unknown;
}

/** Field by field what differs between two values; what stayed the same is left out, lists and objects are looked into. */
export function fieldChanges(before: unknown, after: unknown): FieldChange[] {
  const [old, now] = [leaves(before), leaves(after)];
  const fields = [...new Set([...old.keys(), ...now.keys()])];
  return fields
    .map((field) => ({ field, before: old.get(field) ?? null, after: now.get(field) ?? null }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

function leaves(value: unknown, path = '', found = new Map<string, unknown>()): Map<string, unknown> {
  const isEmpty = value === null || typeof value !== 'object' || Object.keys(value).length === 0;
  if (!isEmpty) for (const [name, part] of Object.entries(value)) leaves(part, path ? `${path}.${name}` : name, found);
  else if (path || value !== null) found.set(path || 'value', value);
  return found;
}
