/** Draws the card and the portrait of an invented person as SVG. */
import { drawOldBack, drawOldFront } from './draw-old.ts';
import { drawSmartBack, drawSmartFront } from './draw-smart.ts';
import { inventFaceTraits } from './face-traits.ts';
import { drawFace } from './face.ts';
import type { CardKind, Person } from './people.ts';

const CARD_BACKDROP = ['#C9DDE8', '#9FBCCB'] as const;
const PHOTO_BACKDROP = ['#E9EDEC', '#CDD5D6'] as const;

/** The portrait of a person as SVG, 600 x 800 user units, in front of a plain wall. */
export function drawPortrait(person: Person): string {
  return drawFace(inventFaceTraits(person.seed, person.gender, person.birth.year), PHOTO_BACKDROP);
}

export interface CardDrawing {
  /** Whether the barcode of an old card is worn off. */
  readonly worn?: boolean;
}

/** Both faces of a person's card as SVG, 856 x 540 user units (tenths of a millimetre). */
export async function drawCard(
  person: Person,
  kind: CardKind,
  drawing: CardDrawing = {},
): Promise<{ front: string; back: string }> {
  const portrait = drawFace(
    inventFaceTraits(person.seed, person.gender, person.birth.year),
    CARD_BACKDROP,
    true,
  );
  const face = `data:image/svg+xml;base64,${Buffer.from(portrait).toString('base64')}`;
  if (kind === 'old')
    return { front: drawOldFront(person, face), back: await drawOldBack(person, drawing) };
  return { front: drawSmartFront(person, face), back: drawSmartBack(person) };
}
