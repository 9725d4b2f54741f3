/** What the parser of the command line says of itself, and its help, in the language of the terminal. */
import { type Command, Help, type HelpConfiguration, type OutputConfiguration } from 'commander';
import stringWidth from 'string-width';
import { patternOf, type Translate } from '../protocol/translate.ts';

/** Puts every description into the language, those of the parser's own options too; the English text is the key. */
export function describeIn(command: Command, t: Translate): Command {
  command.description(t(command.description()));
  for (const described of [...command.options, ...command.registeredArguments])
    described.description = t(described.description);
  for (const one of command.commands) describeIn(one, t);
  return command;
}

/** After wrong usage: whose help tells what there is. */
export function hintIn(command: Command, t: Translate, path = command.name()): Command {
  command.showHelpAfterError(t('({0} --help tells what there is)', path));
  for (const one of command.commands) hintIn(one, t, `${path} ${one.name()}`);
  return command;
}

const plain = new Help();

/** Titles, notes on options, and columns that take a Chinese character as two. Commands inherit it. */
export function helpIn(t: Translate): HelpConfiguration {
  return {
    styleTitle: (title) => t(title),
    displayWidth: stringWidth,
    boxWrap: (text, width) => (hasHan(text) ? wrapHan(text, width) : plain.boxWrap(text, width)),
    optionDescription: (option) => withNotes(option.description, plain.optionDescription(option), t),
    argumentDescription: (argument) => withNotes(argument.description, plain.argumentDescription(argument), t),
  };
}

/** The parser appends `(choices: …, default: …)`. */
function withNotes(description: string, whole: string, t: Translate): string {
  const notes = whole.slice(description.length).replace(/\b(?:choices|default): /g, (word) => t(word));
  return description + notes;
}

/** Its messages, from which the values are taken out before they are put into the language. */
export const parserMessages = [
  "error: unknown option '{0}'",
  "error: unknown command '{0}'",
  "error: missing required argument '{0}'",
  "error: option '{0}' argument missing",
  "error: required option '{0}' not specified",
  "error: option '{0}' argument '{1}' is invalid.",
  "error: command-argument value '{0}' is invalid for argument '{1}'.",
  "error: too many arguments for '{0}'. Expected {1} argument but got {2}: {3}.",
  "error: too many arguments for '{0}'. Expected {1} arguments but got {2}: {3}.",
  'Allowed choices are {0}.',
  '(Did you mean one of {0}?)',
  '(Did you mean {0}?)',
] as const;

export function parserOutputIn(t: Translate): OutputConfiguration {
  return { outputError: (text, write) => write(parserErrorIn(text, t)) };
}

/** What is no known message stays as the parser wrote it. */
export function parserErrorIn(text: string, t: Translate): string {
  const told = parserMessages.reduce(
    (before, message) => before.replace(patternOf(message), (_whole, ...found) => t(message, ...valuesOf(found))),
    text,
  );
  // The parser joins sentences with a space, which Chinese has none of.
  return told.replaceAll('。 ', '。');
}

/** Before the place of the match and the text it is in. */
function valuesOf(found: readonly (string | number)[]): (string | number)[] {
  return found.slice(0, -2);
}

function hasHan(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

/** Between any two characters a line may end, but none begins with a mark that belongs to what is before it. */
const hanPieces =
  /\s*[“（《]*(?:\p{Script=Han}|[^\s\p{Script=Han}“（《，。；：、！？）”》…]+)?[，。；：、！？）”》…]*/gu;

function wrapHan(text: string, width: number): string {
  const lines = [''];
  for (const piece of text.match(hanPieces) ?? []) {
    const line = lines.at(-1) ?? '';
    if (stringWidth(line + piece) <= width) lines[lines.length - 1] = line + piece;
    else lines.push(piece.trimStart());
  }
  return lines.join('\n');
}
