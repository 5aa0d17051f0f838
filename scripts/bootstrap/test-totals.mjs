/** A node:test reporter that only counts: one JSON object with the tests that ran, passed, failed and were skipped. */
export default async function* testTotals(source) {
  const totals = { ran: 0, passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // Suites and files are reported like tests; only what asserts something counts.
    if (data.details?.type === 'suite' || data.name === data.file || data.name.endsWith('.test.js')) continue;
    if (data.skip !== undefined || data.todo !== undefined) {
      totals.skipped += 1;
      continue;
    }
    totals.ran += 1;
    totals[type === 'test:pass' ? 'passed' : 'failed'] += 1;
  }
  yield JSON.stringify(totals);
}
