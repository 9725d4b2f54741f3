/** A person at an editor. The tests of one process share the editor; each begins with no data and with settings of its own. */
import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../../server/sandbox/http-simulator.ts';
import { Editor, type Setup } from '../workbench/editor.ts';
import type { EditorWindow } from '../workbench/editor-window.ts';

export interface Beginning extends Setup {
  /** Of the window, such as `zh-cn`; absent: English. */
  readonly language?: string;
  /** Goes on in the window of the tests before, where there is one: a new one takes as long as a whole test. */
  readonly sameWindow?: boolean;
  /** What is in the data directory before anything is asked. */
  readonly fill?: (dataDirectory: string) => Promise<void>;
}

export interface Person {
  readonly editor: Editor;
  readonly window: EditorWindow;
}

let sharedEditor: Editor | undefined;
let lastWindow: EditorWindow | undefined;

after(() => sharedEditor?.close());

/** To be called in `describe`: from the first test in it on, the person is there. Ask for the fields in the tests. */
export function asPerson(beginning: () => Beginning = () => ({})): Person {
  let window: EditorWindow | undefined;
  before(async () => {
    window = await begin(beginning());
  });
  afterEach((test) => window?.screenshotOf(test));
  return {
    get editor() {
      return sharedEditor ?? assert.fail('the editor did not start');
    },
    get window() {
      return window ?? assert.fail('the window did not open');
    },
  };
}

/** An upstream that is simulated on a port of this machine while the tests of a `describe` run. */
export function withSimulator(options?: SimulatorOptions): () => Simulator {
  let simulator: Simulator | undefined;
  before(async () => {
    simulator = await startSimulator(options);
  });
  after(() => simulator?.close());
  return () => simulator ?? assert.fail('the simulator did not start');
}

async function begin({ language, sameWindow = false, fill, ...setup }: Beginning): Promise<EditorWindow> {
  const windowBefore = lastWindow;
  // Only a window that has begun well is gone on with: one test's failure must not be those of all that follow.
  lastWindow = undefined;
  if (!sameWindow) await windowBefore?.close();
  if (sharedEditor === undefined) sharedEditor = await Editor.start({ ...setup, installed: true });
  else await sharedEditor.beginAnew(setup);
  await fill?.(sharedEditor.dataDirectory);
  const goesOn = sameWindow && windowBefore !== undefined;
  const window = goesOn ? windowBefore : await sharedEditor.openWindow('src/invoice.ts', language);
  await (goesOn ? window.beginAnew() : window.statusBarItem('Dualtrack').waitFor());
  lastWindow = window;
  return window;
}
