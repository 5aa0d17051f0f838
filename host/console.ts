/** Says on stdout what the process is doing, with the seconds since it began. */
export class Progress {
  private readonly startedAt = performance.now();

  step(text: string): void {
    console.log(`  ${this.elapsed().padStart(6)}  ${text}`);
  }

  elapsed(): string {
    return `${((performance.now() - this.startedAt) / 1000).toFixed(1)} s`;
  }
}
