/** Who is connected. */
import type { ClientIdentity } from '../../protocol/status.ts';

export interface Clients {
  /** The result takes the client out again. */
  add(client: ClientIdentity): () => void;
  list(): readonly ClientIdentity[];
}

/** `onChange` is called after a client has come or gone. */
export function createClients(onChange: () => void): Clients {
  const present = new Set<{ readonly client: ClientIdentity }>();
  return {
    add: (client) => {
      const entry = { client };
      present.add(entry);
      onChange();
      return () => {
        if (present.delete(entry)) onChange();
      };
    },
    list: () => [...present].map(({ client }) => client),
  };
}
