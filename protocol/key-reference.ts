/** How a configuration names a key: where it is kept, never the key itself. */
import * as z from 'zod';
import { text } from './field.ts';

/** A key is named, never written: where it is read from when a request needs it. */
export const keyReferenceSchema = z
  .union(
    [
      z
        .strictObject({ secret: text(100) })
        .describe('Kept by VS Code (SecretStorage) under this name; set it with “Dualtrack: Set API Key…”.'),
      z.strictObject({ env: text(200) }).describe('An environment variable of the daemon.'),
      z
        .strictObject({ command: text(2000) })
        .describe('A command that prints the key, such as `op read op://vault/item/key`.'),
    ],
    'must name where the key is kept: { "secret": "name" }, { "env": "NAME" } or { "command": "…" }; a key itself is never written here',
  )
  .meta({ keyReference: true });
export type KeyReference = z.infer<typeof keyReferenceSchema>;
