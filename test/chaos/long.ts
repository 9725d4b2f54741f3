/** The long form of the chaos suite: seed after seed for some minutes, a line each; fails when one of them does. */
import { parseArgs } from 'node:util';
import { runChaos } from './report.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, minutes: { type: 'string' }, rounds: { type: 'string' } },
});
/** With a seed alone: that one, once. */
const minutes = Number(values.minutes ?? (values.seed === undefined ? 10 : 0));
const rounds = Number(values.rounds ?? 3);
const first = Number(values.seed ?? Math.floor(Date.now() / 1000));
const endsAtMs = performance.now() + minutes * 60_000;
const inAll = { runs: 0, bad: 0, calls: 0, unknown: 0, longestOutageMs: 0 };

for (let seed = first; seed === first || performance.now() < endsAtMs; seed += 1) {
  inAll.runs += 1;
  try {
    const report = await runChaos(seed, rounds, 900_000);
    inAll.calls += report.calls;
    inAll.unknown += report.unknown;
    inAll.longestOutageMs = Math.max(inAll.longestOutageMs, report.longestOutageMs);
    const { calls, rows, unknown, longestOutageMs, seconds, outcomes, wrongs } = report;
    const sign = wrongs.length === 0 ? '✓' : '✗';
    console.log(
      `${sign} seed ${seed}: ${JSON.stringify({ calls, rows, unknown, longestOutageMs, seconds, outcomes })}`,
    );
    for (const wrong of wrongs) console.log(`    ${wrong}`);
    if (wrongs.length > 0) inAll.bad += 1;
  } catch (error) {
    inAll.bad += 1;
    console.log(`✗ seed ${seed} fell over: ${error instanceof Error ? error.message : String(error)}`);
  }
}
console.log(`${inAll.runs} runs, ${inAll.bad} bad; ${JSON.stringify(inAll)}`);
console.log(`again: npm run test:chaos -- --seed SEED --rounds ${rounds}`);
process.exitCode = inAll.bad > 0 ? 1 : 0;
