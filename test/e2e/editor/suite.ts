/** The editor suite: runs inside a real extension host, against the built extension and a daemon of its own. */
import { runMocha } from '../workbench/mocha-suite.ts';

export async function run(): Promise<void> {
  await runMocha(async () => {
    // First, while nothing has needed the daemon yet.
    await import('./activation.test.ts');
    await import('./asking.test.ts');
    await import('./selection.test.ts');
    await import('./cancelling.test.ts');
    await import('./conversation.test.ts');
    await import('./editing.test.ts');
    await import('./media.test.ts');
    await import('./price.test.ts');
    await import('./chat.test.ts');
    await import('./failures.test.ts');
    await import('./links.test.ts');
    await import('./profiles.test.ts');
    await import('./control.test.ts');
    await import('./routes.test.ts');
    await import('./onboarding.test.ts');
    await import('./daemon.test.ts');
  });
}
