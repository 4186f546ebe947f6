/**
 * The text with no address in it that a mail program, a telephone or a browser would lead to: `https://example.com/x` is
 * `hxxps://example[.]com/x`, and `example.com` is `example[.]com`. A reader still sees what was written.
 */
export function defang(text: string): string {
  return text
    .replace(/http(?=s?:)/gi, 'hxxp')
    .replace(/(?<!hxxps?):\/\//gi, '[:]//')
    .replace(/\b(mailto|tel|sms|javascript|data):(?=\S)/gi, '$1[:]')
    .replace(dotInName, '[.]')
    .replace(/(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9.])/g, address => address.replaceAll('.', '[.]'))
}

// A dot between the labels of a host's name, in the characters that browsers take for it.
// A dot between digits stays: a version is not a host.
const dotInName =
  /(?<=[\p{L}\p{N}\p{M}_-])[.\u2024\u3002\uff0e\uff61](?=\p{L})|(?<=[\p{L}\p{M}])[.\u2024\u3002\uff0e\uff61](?=\p{N})/gu
