/** Prints, after all tests, how many files of each tier there were and what they took together. */
export default class TierTimes {
  onRunComplete(_, { testResults }) {
    const tiers = new Map();
    for (const { displayName, perfStats } of testResults) {
      const tier = tiers.get(displayName?.name) ?? { files: 0, seconds: 0 };
      tiers.set(displayName?.name, {
        files: tier.files + 1,
        seconds: tier.seconds + perfStats.runtime / 1000,
      });
    }
    for (const [name, { files, seconds }] of tiers) {
      process.stderr.write(`${name}: ${files} files, ${seconds.toFixed(0)} s of test time\n`);
    }
  }
}
