/** The terminal's texts in Simplified Chinese, by the English ones. */

export const chinese: Readonly<Record<string, string>> = {};
