/** The name of an answer's tab, made from its question. */

const mostCharacters = 40;

/** The question's first line, cut at a word, without what a path or a tab cannot show. */
export function answerTitle(question: string): string {
  const line = question.trim().split('\n')[0] ?? '';
  const plain = line
    .replaceAll(/[\p{C}\\/:*?"<>|#%]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const characters = [...plain];
  if (characters.length <= mostCharacters) return plain === '' ? 'Answer' : plain;
  const cut = characters.slice(0, mostCharacters).join('');
  const lastSpace = cut.lastIndexOf(' ');
  return `${lastSpace > mostCharacters / 2 ? cut.slice(0, lastSpace) : cut}…`;
}
