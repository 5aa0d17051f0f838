import { record } from './record.ts';

export async function grantCredits(context: { session: never }) {
  return record(context);
}

export async function spendCredits(context: object) {
  return context;
}
