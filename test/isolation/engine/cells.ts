/** Counts what was tried, and collects what went wrong. */
export class Cells {
  readonly faults: string[] = [];
  private readonly tried = new Map<string, number>();

  /** Notes that a cell was tried; `fault` says what was wrong with it. */
  try(kind: string, where: string, fault: string | undefined): void {
    this.tried.set(kind, (this.tried.get(kind) ?? 0) + 1);
    if (fault) this.faults.push(`${where}: ${fault}`);
  }

  get count(): number {
    return [...this.tried.values()].reduce((sum, count) => sum + count, 0);
  }

  /** E.g. `1,234 cells: 800 queries, 434 mutations`. */
  summary(): string {
    const parts = [...this.tried].map(([kind, count]) => `${count} ${kind}`);
    return `${this.count} cells tried: ${parts.join(', ')}; ${this.faults.length} faults`;
  }
}

/** Does `work` on each of `items`, a few at a time. */
export async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>, width = 6): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
