/** Finds items by the subjects that they depend on. */
export class SubjectIndex<Item> {
  private readonly items = new Map<string, Set<Item>>();

  add(subjects: readonly string[], item: Item): void {
    for (const subject of subjects) this.items.set(subject, (this.items.get(subject) ?? new Set()).add(item));
  }

  remove(subjects: readonly string[], item: Item): void {
    for (const subject of subjects) {
      const items = this.items.get(subject);
      items?.delete(item);
      if (items?.size === 0) this.items.delete(subject);
    }
  }

  /** What depends on any of the subjects, each once. */
  of(subjects: readonly string[]): Set<Item> {
    return new Set(subjects.flatMap((subject) => [...(this.items.get(subject) ?? [])]));
  }
}
