/** Names a parameter that the daemon refuses by the option it came from: that is what a person has written. */
import type { Command } from 'commander';

/** `models[0] must …` becomes `--models must …` where the command that ran has such an option, in any language. */
export function byOption(message: string, program: Command): string {
  const [named = ''] = program.args;
  const command = program.commands.find((one) => one.name() === named);
  const [whole = '', field = ''] = /^([A-Za-z]+)(?:\[\d+\])?(?= )/.exec(message) ?? [];
  const option = command?.options.find((one) => one.attributeName() === field);
  return option?.long == null ? message : option.long + message.slice(whole.length);
}
