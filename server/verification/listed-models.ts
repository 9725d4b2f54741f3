/** Whether a model stands in a track's list, under its name or one that means the same. Pure. */
import type { ListedModel } from '../providers/provider.ts';

/** `null` where none is found: then `similar` may know what was meant. */
export function findListed(name: string, models: readonly ListedModel[]): ListedModel | null {
  const wanted = plain(name);
  return (
    models.find((model) => model.name === name) ??
    models.find((model) => plain(model.name) === wanted) ??
    models.find((model) => plain(model.name).startsWith(wanted) && date.test(plain(model.name).slice(wanted.length))) ??
    null
  );
}

/** Vendors list a version by its day, and answer to the name without it. */
const date = /^[-@](\d{8}|\d{4}-\d\d-\d\d|latest)$/;

/** The listed name that begins most like this one; `null`: none looks alike. */
export function similarName(name: string, models: readonly ListedModel[]): string | null {
  const wanted = plain(name);
  let best: { readonly name: string; readonly shared: number } | null = null;
  for (const model of models) {
    const shared = sharedStart(wanted, plain(model.name));
    if (shared > (best?.shared ?? 0)) best = { name: model.name, shared };
  }
  return best !== null && best.shared >= Math.min(4, wanted.length) ? best.name : null;
}

/** Relays and vendors put a publisher or a collection in front. */
function plain(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).toLowerCase();
}

function sharedStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}
