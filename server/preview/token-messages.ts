/** What the daemon and its token worker say to each other: one program, so that neither checks the other's words. */

export interface CountRequest {
  readonly id: number;
  readonly texts: readonly string[];
}

export interface CountAnswer {
  readonly id: number;
  readonly tokens: number;
}
