/**
 * The daemon's program with a wall clock that a test can move: what follows is loaded first, then the program itself.
 * It is only in the bundle that the chaos suite makes, so that nothing of the sort is in what ships.
 */
import './shifted-clock.ts';
import '../../server/main.ts';
