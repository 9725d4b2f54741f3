/** What a suite in the extension host prints before each line of its own, to be told from the editor's own messages. */
export const suiteMark = '[suite] ';
