/** What a person can do in the panel: messages to the extension host, and choices of what to look at. */
import type { Choices } from './choices.ts';
import type { Viewport } from './history/list-window.ts';
import type { Send } from './host.ts';

export interface Hands {
  readonly send: Send;
  readonly choose: (change: Partial<Choices>) => void;
  /** The list of requests was scrolled or has another size. */
  readonly look: (viewport: Viewport) => void;
}
