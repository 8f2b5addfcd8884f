// Characters that change how a text reads without being seen: controls, zero-width, directions, tags, soft hyphens.
const UNSEEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Write characters that nobody sees as their code points, "⟨U+202E⟩", so that a text hides nothing from its reader. */
export function visible(text: string): string {
  return text.replace(
    UNSEEN,
    (letter) => `⟨U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}

/** Say that a value is there and no more than which: the first four characters of sixteen or more, as the server does. */
export function outline(value: string): string {
  const letters = Array.from(value);
  return `${letters.length >= 16 ? letters.slice(0, 4).join('') : ''}…(${letters.length} characters)`;
}
