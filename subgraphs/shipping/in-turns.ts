const MOST_AT_ONCE = 10;

/** Does the same with each item, ten at once; the answers in the order of the items. */
export async function inTurns<Item, Answer>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < items.length; start += MOST_AT_ONCE) {
    const turn = items.slice(start, start + MOST_AT_ONCE).map((item, place) => work(item, start + place));
    answers.push(...(await Promise.all(turn)));
  }
  return answers;
}
