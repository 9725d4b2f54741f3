/** Keeps the summary of the last usage file that was compared with the ledger, in a small file of its own. */
import * as path from 'node:path';
import { type ImportedGap, importedGapSchema } from '../../protocol/books.ts';
import type { LedgerFiles } from './files.ts';
import { createStore } from './store.ts';

export interface ImportedGapStore {
  current(): ImportedGap | null;
  replace(gap: ImportedGap): Promise<void>;
}

/** A file that is missing or damaged is as good as none: the comparison can be made again. */
export async function openImportedGap(directory: string, files: LedgerFiles): Promise<ImportedGapStore> {
  const store = createStore(files, path.join(directory, 'imported-usage.json'), importedGapSchema);
  const content = await store.read();
  let current = content.status === 'good' ? content.data : null;
  return {
    current: () => current,
    async replace(gap) {
      files.makeFolder(directory);
      await store.write(gap);
      current = gap;
    },
  };
}
