/** A knip reporter that says how many files it looked at: a check that saw nothing must not pass. */
export default ({ counters }) => console.log(`looked at ${counters.total} files`);
