/** The upstream of a bench, as a process of its own: answers at once. */
import { startSimulator } from '../../server/sandbox/http-simulator.ts';

const { url } = await startSimulator();
console.log(JSON.stringify({ ready: true, url }));
