/** Hair and beard of a drawn face, as SVG. */
import type { FaceTraits } from './face-traits.ts';
import { createSeededRandom } from './random.ts';

const oneDecimal = (value: number): string => value.toFixed(1);

/** Draws fine strands along a curve, without which hair looks flat. `curve` returns the path of a strand by its position from 0 to 1. */
function drawStrands(
  traits: FaceTraits,
  count: number,
  curve: (position: number, wobble: number) => string,
): string {
  const random = createSeededRandom(traits.seed + 90);
  return Array.from({ length: count }, (_, index) => {
    const light = random.next();
    const colour = light > 0.55 ? traits.hair.light : traits.hair.dark;
    const path = curve((index + 0.5) / count, random.next() - 0.5);
    const [width, opacity] = [0.8 + random.next() * 1.6, 0.25 + random.next() * 0.35];
    return `<path d="${path}" stroke="${colour}" stroke-width="${oneDecimal(width)}" opacity="${oneDecimal(opacity)}" fill="none"/>`;
  }).join('');
}

function drawShortHair(traits: FaceTraits): string {
  const shape =
    'M172 352C158 330 150 250 178 200C206 146 262 124 316 128C384 132 434 172 440 244C444 290 436 326 428 352L418 368C416 342 418 312 415 290' +
    'C406 262 392 246 374 236C330 246 286 240 246 222C216 240 196 268 188 296C184 316 184 342 182 368L172 352Z';
  const lines = drawStrands(traits, 90, (position, wobble) => {
    const x = 180 + position * 254;
    const top = 150 - Math.sin(position * Math.PI) * 20;
    const bottom = 236 + Math.max(0, Math.abs(position - 0.5) - 0.2) * 420 + wobble * 20;
    return `M${oneDecimal(x - 30 + wobble * 30)} ${oneDecimal(top + 40 + wobble * 50)}Q${oneDecimal(x + 4)} ${oneDecimal(top - 8 + wobble * 20)} ${oneDecimal(x + 22)} ${oneDecimal(bottom)}`;
  });
  return `<clipPath id="hairclip"><path d="${shape}"/></clipPath>
    <path d="M176 372C170 330 180 290 196 262L214 250C196 290 190 330 186 384Z" fill="${traits.hair.base}" opacity=".5" filter="url(#soft6)"/>
    <path d="M424 372C430 330 420 290 404 262L386 250C404 290 410 330 414 384Z" fill="${traits.hair.base}" opacity=".6" filter="url(#soft6)"/>
    <path d="${shape}" fill="url(#hair)" filter="url(#soft1)"/>
    <g clip-path="url(#hairclip)">${lines}
    <path d="M220 188C262 150 330 142 380 168" stroke="${traits.hair.light}" stroke-width="20" fill="none" opacity=".5"
      filter="url(#soft14)"/></g>`;
}

function drawBeard(traits: FaceTraits): string {
  if (traits.gender === 'Female') return '';
  const shade = `<g clip-path="url(#head)"><path
    d="M194 440C206 520 250 562 300 562S394 520 406 440C392 470 372 486 350 480C330 470 270 470 250 480C228 486 208 470 194 440Z"
    fill="${traits.hair.base}" opacity="${traits.beard === 'full' ? 0.5 : 0.17}" filter="url(#soft14)"/></g>`;
  if (traits.beard === 'none') return shade;
  const moustache = `<path d="M300 474C286 466 262 474 244 496C250 500 256 500 262 497C280 490 292 490 300 488
    C308 490 320 490 338 497C344 500 350 500 356 496
    C338 474 314 466 300 474Z" fill="${traits.hair.base}" opacity=".93" filter="url(#soft1)"/>
    ${drawStrands(traits, 40, (position, wobble) => {
      const x = 252 + position * 96;
      const outward = (x - 300) * 0.16;
      return `M${oneDecimal(x)} ${oneDecimal(474 + Math.abs(x - 300) * 0.22 + wobble * 4)}l${oneDecimal(outward)} ${oneDecimal(14 + wobble * 4)}`;
    })}`;
  if (traits.beard === 'moustache') return shade + moustache;
  const full = `<path fill-rule="evenodd"
    d="M188 420C196 500 226 590 300 594S404 500 412 420C402 456 388 480 364 484C344 474 256 474 236 484C212 480 198 456 188 420Z
    M258 500C270 530 330 530 342 500C318 506 282 506 258 500Z" fill="${traits.hair.base}" opacity=".9" filter="url(#soft3)"/>
    ${drawStrands(traits, 120, (position, wobble) => {
      const x = 204 + position * 192;
      const bottom = 584 - ((x - 300) / 100) ** 2 * 96;
      return `M${oneDecimal(x)} ${oneDecimal(bottom - 44 + wobble * 40)}q${oneDecimal(wobble * 10)} 16 ${oneDecimal((300 - x) * 0.06)} ${oneDecimal(34)}`;
    })}`;
  return shade + full + moustache;
}

function drawLongHair(traits: FaceTraits): string {
  const left =
    'M302 160C236 150 176 196 168 290C164 340 168 388 180 412C186 372 190 340 200 316C206 256 258 226 302 206Z';
  const right =
    'M298 160C364 150 424 196 432 290C436 340 432 388 420 412C414 372 410 340 400 316C394 256 342 226 298 206Z';
  const side = (sign: number): string =>
    drawStrands(traits, 46, (position, wobble) => {
      const spread = 24 + position * 110;
      const [near, far, end] = [spread, 100 + position * 34, 112 + position * 20].map((dx) =>
        oneDecimal(300 + sign * dx),
      );
      return `M300 ${oneDecimal(164 + position * 34)}C${near ?? ''} ${oneDecimal(176 + position * 30)} ${far ?? ''} ${oneDecimal(240 + wobble * 18)} ${end ?? ''} 410`;
    });
  return `<path d="M204 304C212 262 260 232 300 214C340 232 388 262 396 304L396 250L300 170L204 250Z" fill="${traits.hair.dark}"
    opacity=".5" filter="url(#soft6)"/>
    <path d="${left}" fill="url(#hair)"/><path d="${right}" fill="url(#hair)"/>
    <clipPath id="hl"><path d="${left}"/></clipPath><clipPath id="hr"><path d="${right}"/></clipPath>
    <g clip-path="url(#hl)">${side(-1)}<path d="M286 186C230 206 196 262 186 340" stroke="${traits.hair.light}" stroke-width="16"
      fill="none" opacity=".55" filter="url(#soft9)"/></g>
    <g clip-path="url(#hr)">${side(1)}<path d="M322 190C366 210 398 262 410 330" stroke="${traits.hair.light}" stroke-width="12"
      fill="none" opacity=".35" filter="url(#soft9)"/></g>
    <path d="M300 162V204" stroke="${traits.skin.base}" stroke-width="2.5" opacity=".8"/>`;
}

/** Hair behind the neck and ears; drawn before the body. */
export function drawHairBehind(traits: FaceTraits): string {
  if (traits.gender === 'Male' || traits.covering === 'hijab') return '';
  return `<path d="M170 280C150 380 150 520 168 640C230 676 370 676 432 640C450 520 450 380 430 280Z" fill="${traits.hair.dark}"/>
    <path d="M170 400C160 480 164 560 176 630M430 400C440 480 436 560 424 630" stroke="${traits.hair.light}" stroke-width="5"
      opacity=".25" fill="none" filter="url(#soft3)"/>`;
}

/** Hair, moustache and beard in front of the face. */
export function drawHairInFront(traits: FaceTraits): string {
  if (traits.gender === 'Male') return drawBeard(traits) + drawShortHair(traits);
  return traits.covering === 'hijab' ? '' : drawLongHair(traits);
}
