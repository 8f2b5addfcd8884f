import { joined, type Stretch } from '@/lib/text/stretches';
import { outline } from '@/lib/text/visible';

/** Something marked in a text. */
export interface Span {
  /** First UTF-16 unit, and one past the last. */
  start: number;
  end: number;
  /** Number it is found again by beside the text, from 1. */
  number: number;
  /** Only its outline may be shown. */
  isHidden: boolean;
}

/** A part of the text within which the same spans hold. */
export interface Piece {
  text: string;
  numbers: number[];
  /** Numbers of the spans that end with this piece. */
  ending: number[];
}

/** Cut a text where spans begin and end; of what must stay hidden only its outline is left. */
export function piecesOf(text: string, spans: Span[]): Piece[] {
  const shown = spans.filter(({ start, end }) => start < end);
  // The outline of each of two that overlap would give away more of the other.
  const hidden = joined(shown.filter(({ isHidden }) => isHidden));
  const cuts = new Set([0, text.length, ...[...shown, ...hidden].flatMap(({ start, end }) => [start, end])]);
  const places = [...cuts].filter((place) => place <= text.length).toSorted((one, other) => one - other);
  return places.slice(0, -1).map((from, index) => {
    const to = places[index + 1] ?? text.length;
    const holding = shown.filter(({ start, end }) => start <= from && end >= to);
    return {
      text: withoutHidden(text, from, to, hidden),
      numbers: holding.map(({ number }) => number),
      ending: holding.filter(({ end }) => end === to).map(({ number }) => number),
    };
  });
}

function withoutHidden(text: string, from: number, to: number, hidden: Stretch[]): string {
  const within = hidden.find(({ start, end }) => start <= from && end >= to);
  if (!within) return text.slice(from, to);
  return from === within.start ? outline(text.slice(within.start, within.end)) : '';
}
