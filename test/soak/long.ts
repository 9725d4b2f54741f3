/** The long form of the soak: thirty minutes, or `--minutes N`; a line a window, a table of growth, fails when something grows. */
import { parseArgs } from 'node:util';
import { soak } from './soak.ts';
import { growthOf, judgeSoak, median, overheadRatio, processorRatio, type Sample } from './verdict.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const seconds = 60 * Number(values.minutes);
const inMegabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

const { samples, outcomes, attempts, sound } = await soak({ seconds, windowSeconds: 15, onSample: print });
console.log(JSON.stringify(outcomes));
console.log(`${attempts} attempts in the ledger, ${sound ? 'sound' : 'NOT SOUND'}`);
console.log(
  `heap after collection: median ${inMegabytes(mid('heapBytes'))}, growth ${inMegabytes(growth('heapBytes'))}`,
);
console.log(`resident: median ${inMegabytes(mid('residentBytes'))}, growth ${inMegabytes(growth('residentBytes'))}`);
for (const field of ['descriptors', 'activeResources', 'timers', 'abortSignals', 'abortListeners'] as const)
  console.log(`${field}: median ${mid(field)}, growth ${growth(field).toFixed(1)}`);
console.log(
  `last third to first: p99 × ${overheadRatio(samples).toFixed(2)}, processor time × ${processorRatio(samples).toFixed(2)}`,
);
const wrongs = [...judgeSoak(samples), ...(sound ? [] : ['the ledger is not sound'])];
for (const wrong of wrongs) console.log(`✗ ${wrong}`);
console.log(wrongs.length === 0 ? 'all is flat' : `${wrongs.length} wrong`);
process.exitCode = wrongs.length === 0 ? 0 : 1;

function mid(field: keyof Sample): number {
  return median(samples.map((sample) => sample[field]));
}

function growth(field: keyof Sample): number {
  return growthOf(samples, field);
}

function print(sample: Sample): void {
  const { atSeconds, heapBytes, residentBytes, descriptors, timers, abortListeners, cpuUs } = sample;
  const latency = `p50/p99 ${sample.gatewayP50Ms.toFixed(1)}/${sample.gatewayP99Ms.toFixed(1)} ms (direct ${sample.directP50Ms.toFixed(1)}/${sample.directP99Ms.toFixed(1)})`;
  console.log(
    `${atSeconds.toFixed(0)} s: heap ${inMegabytes(heapBytes)}, resident ${inMegabytes(residentBytes)}, ${descriptors} descriptors, ` +
      `${timers} timers, ${abortListeners} listeners, ${cpuUs.toFixed(0)} µs a request, ${latency}`,
  );
}
