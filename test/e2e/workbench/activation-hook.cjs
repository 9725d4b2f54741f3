/**
 * Loaded into the extension host before all else: writes what of its thread's processor time it took to load our
 * extension and to call `activate`, a line of milliseconds each time. What else the machine does then is not in it.
 */
const { appendFileSync } = require('node:fs');
const Module = require('node:module');

const load = Module._load;

Module._load = function (request, ...rest) {
  if (!/[\\/]dist[\\/]extension\.cjs$/.test(request)) return load.call(this, request, ...rest);
  const [extension, loadMs] = measured(() => load.call(this, request, ...rest));
  const activate = (context) => {
    const [api, activateMs] = measured(() => extension.activate(context));
    appendFileSync(process.env.DUALTRACK_ACTIVATION_FILE, `${loadMs + activateMs}\n`);
    return api;
  };
  return { ...extension, activate };
};

function measured(run) {
  const before = process.threadCpuUsage();
  const result = run();
  const { user, system } = process.threadCpuUsage(before);
  return [result, (user + system) / 1000];
}
