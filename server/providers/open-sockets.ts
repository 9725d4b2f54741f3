/** How many sockets are open, over all hosts: for one too many an idle one is closed, however long its host would keep it. */
import type { Socket } from 'node:net';
import { type buildConnector, Client, type Dispatcher } from 'undici';

export class OpenSockets {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  /** Who asks over each that stands; those that stand longest come first. */
  readonly #clients = new Map<Socket, Client>();
  #open = 0;
  /** Stands since just now: its client is told of next. */
  #newest: Socket | null = null;

  constructor(most: number) {
    this.#most = most;
  }

  /** Never more than may be open: where none is idle, the next one waits until one closes. */
  bounded(connect: buildConnector.connector): buildConnector.connector {
    return (options, callback) => {
      const start = () => {
        this.#open += 1;
        connect(options, (...[error, socket]) => {
          if (error !== null) {
            this.#free();
            callback(error, null);
            return;
          }
          socket.once('close', () => {
            this.#clients.delete(socket);
            this.#free();
          });
          this.#newest = socket;
          callback(null, socket);
          this.#newest = null;
          // Whoever asked for it may have gone meanwhile.
          if (this.#waiting.length > 0) this.#closeIdle();
        });
      };
      if (this.#open < this.#most) {
        start();
        return;
      }
      this.#waiting.push(start);
      this.#closeIdle();
    };
  }

  /** For the event `connect` of the agent, which comes while the connector calls back. */
  connected(targets: readonly Dispatcher[]): void {
    const client = targets.at(-1);
    if (client instanceof Client && this.#newest !== null) this.#clients.set(this.#newest, client);
  }

  #closeIdle(): void {
    for (const [socket, client] of this.#clients) {
      if (socket.destroyed || client.stats.size > 0) continue;
      socket.destroy();
      return;
    }
  }

  #free(): void {
    this.#open -= 1;
    this.#waiting.shift()?.();
  }
}
