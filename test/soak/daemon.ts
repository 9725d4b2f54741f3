/** The daemon's program with a probe that tells what is alive in it; only in the bundle that the soak makes. */
import './probe.ts';
import '../../server/main.ts';
