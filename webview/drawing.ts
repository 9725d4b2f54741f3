/** When the panel draws: at most once an animation frame, and once a second while a running request's time goes on. */

export interface Clock {
  /** Never called back while the view is hidden, so that nothing is drawn then. */
  readonly nextFrame: (run: () => void) => void;
  readonly later: (delayMs: number, run: () => void) => void;
}

/** Gives a function that asks for a drawing. `draw` answers whether time shows, so that it is to be drawn again soon. */
export function drawing(draw: () => { readonly timeShows: boolean }, clock: Clock): () => void {
  let frameAsked = false;
  let tickAsked = false;

  const ask = () => {
    if (frameAsked) return;
    frameAsked = true;
    clock.nextFrame(() => {
      frameAsked = false;
      const { timeShows } = draw();
      if (!timeShows || tickAsked) return;
      tickAsked = true;
      clock.later(1000, () => {
        tickAsked = false;
        ask();
      });
    });
  };
  return ask;
}
