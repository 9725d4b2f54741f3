/** The body that most clients send, in which all is of the form we read: known by hand, which is much cheaper than by its schema. */
import { isObject } from '../parsed-json.ts';
import type { ChatBody } from './chat-body.ts';

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

/** Whether `chatBodySchema` would give the body as it stands; else the schema is to read it, and to say what is wrong. */
export function isPlainBody(value: unknown): value is ChatBody {
  if (!isObject(value) || typeof value.model !== 'string') return false;
  if (value.model === '' || value.model.length > longestModel) return false;
  return isNonEmptyList(value.messages) && value.messages.every(isPlainMessage) && areInOrder(value, ofBody);
}

const longestModel = 500;

function isPlainMessage(message: unknown): boolean {
  if (!isObject(message) || hasPrototypeField(message)) return false;
  const { role, content } = message;
  if (role === 'tool') return isText(message.tool_call_id) && isPlainContent(content);
  if (role === 'assistant')
    return (isAbsent(content) || isPlainContent(content)) && orAbsent(isCalls)(message.tool_calls);
  return (role === 'user' || role === 'system' || role === 'developer') && isPlainContent(content);
}

function isPlainContent(content: unknown): boolean {
  return isText(content) || (Array.isArray(content) && content.every(isTextPart));
}

function isTextPart(part: unknown): boolean {
  return isObject(part) && part.type === 'text' && isText(part.text) && !hasPrototypeField(part);
}

function isCalls(calls: unknown): boolean {
  return Array.isArray(calls) && calls.every(isCall);
}

function isCall(call: unknown): boolean {
  if (!isObject(call) || hasPrototypeField(call) || !isText(call.id)) return false;
  const { type, function: called } = call;
  if (!isAbsent(type) && type !== 'function') return false;
  return isObject(called) && !hasPrototypeField(called) && isText(called.name) && isText(called.arguments);
}

function isTool(tool: unknown): boolean {
  if (!isObject(tool) || hasPrototypeField(tool) || tool.type !== 'function') return false;
  const { function: offered } = tool;
  if (!isObject(offered) || hasPrototypeField(offered) || !isText(offered.name) || offered.name === '') return false;
  const { description, parameters } = offered;
  if (!isAbsent(description) && !isText(description)) return false;
  return isAbsent(parameters) || (isObject(parameters) && !hasPrototypeField(parameters));
}

/** A name that the schema drops, since an assignment would take it for something else. */
function hasPrototypeField(value: Fields): boolean {
  return Object.hasOwn(value, '__proto__');
}

const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 1;
const isStreamOptions: Check = (value) =>
  isObject(value) && !hasPrototypeField(value) && orAbsent((one) => typeof one === 'boolean')(value.include_usage);

/** What stands beside model and messages, each where it is given. */
const ofBody: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['tools', (value) => Array.isArray(value) && value.every(isTool)],
  ['tool_choice', isText],
  ['temperature', isNumberTo(2)],
  ['top_p', isNumberTo(1)],
  ['max_tokens', isCount],
  ['max_completion_tokens', isCount],
  ['stop', (value) => isText(value) || (Array.isArray(value) && value.every(isText))],
  ['seed', Number.isSafeInteger],
  ['n', (value) => isCount(value) && Number(value) <= 128],
  ['stream', (value) => typeof value === 'boolean'],
  ['stream_options', isStreamOptions],
  ['__proto__', () => false],
]);

function areInOrder(value: Fields, checks: ReadonlyMap<string, Check>): boolean {
  for (const field in value) {
    const check = checks.get(field);
    if (check !== undefined && !isAbsent(value[field]) && !check(value[field])) return false;
  }
  return true;
}

function orAbsent(check: Check): Check {
  return (value) => isAbsent(value) || check(value);
}

function isNumberTo(most: number): Check {
  return (value) => typeof value === 'number' && value >= 0 && value <= most;
}

function isNonEmptyList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
