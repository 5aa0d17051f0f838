import { Resolver } from 'node:dns/promises';

const ANSWER_WITHIN_MS = 2_000;
const TRIES = 2;

// Nobody has such a record, as opposed to nobody answering.
const ABSENT: ReadonlySet<string | undefined> = new Set(['ENOTFOUND', 'ENODATA']);

/** Answers the texts of a name's TXT records, none when there are none; rejects when the name servers do not answer. */
export type TxtLookup = (name: string) => Promise<string[]>;

/** Asks the machine's name servers. */
export const lookUpTxt: TxtLookup = async (name) => {
  const resolver = new Resolver({ timeout: ANSWER_WITHIN_MS, tries: TRIES });
  try {
    const records = await resolver.resolveTxt(name);
    return records.map((parts) => parts.join(''));
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code)) return [];
    throw error;
  }
};
