/** Finds in sources what may be said to a person, for the tests that look for what has no translation. */

/** The literals of a source that hold at least two words, with `{0}`, `{1}`, … where values are put in; faults of the program and lines of the log are none. */
export function sentencesIn(source: string): readonly string[] {
  const code = source
    .replace(/\.describe\(\s*(?:'(?:[^'\\]|\\.)*'|"[^"]*"|`[^`]*`),?\s*\)/g, '')
    .replace(/\/(?=[^/\n]*`)(?:[^/\\\n]|\\.)+\/[a-z]*(?=[).,])/g, '')
    .replace(/\/\*[\s\S]*?\*\/|^import .*$|^\s*\/\/.*$/gm, '')
    .replace(
      /\b(?:new (?:Range|Type)?Error|log\.(?:write|info|warn|error|trace|debug))\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g,
      '',
    );
  const value = /\$\{(?:[^{}`]|`[^`]*`|\{[^{}]*\})*\}/g;
  const literals = code.matchAll(
    /`((?:[^`\\]|\\.|(?<=\$\{[^}`]*)`[^`]*`)*)`|'((?:[^'\n\\]|\\.)*)'|"((?:[^"\n\\]|\\.)*)"/g,
  );
  return (
    [...literals]
      .map(([, template, single = '', double = '']) => {
        let count = 0;
        return template === undefined ? single + double : template.replace(value, () => `{${count++}}`);
      })
      .map((sentence) =>
        sentence
          .replaceAll("\\'", "'")
          .replace(/(Run: |gcloud ).*$/, '')
          .trim(),
      )
      .filter((sentence) => /[a-z]{2,} [a-z]{2,}/.test(sentence.replace(/ *\{\d+\} */g, ' ')))
      // A template within another, or code that is shown.
      .filter((sentence) => !/=>|\breturn /.test(sentence))
  );
}
