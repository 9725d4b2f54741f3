/** Joins the pieces of tool calls that stream in: the editor wants each call whole. */
import type { Part } from '../../protocol/part.ts';

export interface WholeCall {
  readonly id: string;
  readonly name: string;
  readonly input: Record<string, unknown>;
}

type Piece = Extract<Part, { readonly type: 'tool-call' }>;

export class ToolCalls {
  readonly #calls = new Map<number, { id: string; name: string; json: string }>();

  add({ toolIndex, id, name, argumentsDelta }: Piece): void {
    const call = this.#calls.get(toolIndex) ?? { id: '', name: '', json: '' };
    this.#calls.set(toolIndex, { id: id ?? call.id, name: name ?? call.name, json: call.json + argumentsDelta });
  }

  /** In the order they began. Arguments that are no JSON object are handed on as text, so that the caller can say so. */
  whole(): readonly WholeCall[] {
    return [...this.#calls].map(([index, { id, name, json }]) => ({
      id: id === '' ? `call_${index}` : id,
      name,
      input: inputOf(json),
    }));
  }
}

function inputOf(json: string): Record<string, unknown> {
  if (json.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told as it came, below.
  }
  return { arguments: json };
}
