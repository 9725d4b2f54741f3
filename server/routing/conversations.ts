/** Where conversations were answered last, and so which provider's prompt cache is warm for them. In memory alone, and bounded. */

/** The first part of a key is the client, so that two tools may count their conversations alike. */
export interface ConversationKey {
  readonly client: string;
  readonly conversation: string;
}

export interface Answered extends ConversationKey {
  readonly profile: string;
  readonly target: string;
  readonly inputTokens: number;
  /** The caller named the target: its cache is warm now, but the conversation lives where it lived. */
  readonly isPinned: boolean;
}

/** What is known of a conversation at one moment. */
export interface Warmth {
  /** Under this profile; `null`: nowhere. */
  home(profile: string): string | null;
  /** Input tokens its cache is expected to hold; 0: it is cold. */
  tokens(target: string): number;
}

/** After this time without an answer a vendor is expected to have dropped what it cached. */
const warmMs = 300_000;
/** Below this vendors cache nothing. */
const smallestPrompt = 1_024;
const mostConversations = 5_000;
const mostTargets = 8;
/** Dropped at once when there are too many. */
const batch = 500;

interface Conversation {
  readonly home: { readonly profile: string; readonly target: string } | null;
  readonly warm: ReadonlyMap<string, { readonly atMs: number; readonly inputTokens: number }>;
}

const cold: Warmth = { home: () => null, tokens: () => 0 };

export class Conversations {
  /** The one that was answered longest ago first. */
  readonly #byKey = new Map<string, Conversation>();

  /** `nowMs` is monotonic. */
  answered({ profile, target, inputTokens, isPinned, ...key }: Answered, nowMs: number): void {
    const known = this.#byKey.get(keyOf(key));
    const others = [...(known?.warm ?? [])].filter(([name, { atMs }]) => name !== target && isWarm(atMs, nowMs));
    const warm = new Map([...others.slice(1 - mostTargets), [target, { atMs: nowMs, inputTokens }]]);
    const home = isPinned ? (known?.home ?? null) : { profile, target };
    this.#byKey.delete(keyOf(key));
    this.#byKey.set(keyOf(key), { home, warm });
    if (this.#byKey.size > mostConversations) this.#forgetOldest();
  }

  /** `nowMs` is monotonic. */
  warmth(key: ConversationKey, nowMs: number): Warmth {
    const known = this.#byKey.get(keyOf(key));
    if (known === undefined) return cold;
    const { home, warm } = known;
    const at = (target: string) => {
      const one = warm.get(target);
      return one !== undefined && isWarm(one.atMs, nowMs) ? one : null;
    };
    return {
      home: (profile) => (home?.profile === profile && at(home.target) !== null ? home.target : null),
      tokens: (target) => {
        const tokens = at(target)?.inputTokens ?? 0;
        return tokens < smallestPrompt ? 0 : tokens;
      },
    };
  }

  #forgetOldest(): void {
    const oldest = [...this.#byKey.keys()].slice(0, batch);
    for (const key of oldest) this.#byKey.delete(key);
  }
}

function isWarm(atMs: number, nowMs: number): boolean {
  return nowMs - atMs < warmMs;
}

function keyOf({ client, conversation }: ConversationKey): string {
  return `${client}\n${conversation}`;
}
