/** Eyes, brows, nose, mouth and shading of a drawn face, as SVG. */
import type { FaceTraits } from './face-traits.ts';

/** The outline of the standard head on the 600 x 800 sheet. */
export const HEAD_OUTLINE =
  'M178 330C176 228 226 176 300 176S424 228 422 330C422 384 416 432 400 470' +
  'C380 524 340 560 300 560S220 524 200 470C184 432 178 384 178 330Z';

/** One eye about (0, 0), inner corner to the left; `flip` mirrors it for the other side of the face. */
function drawEye(traits: FaceTraits, x: number, isMirrored: boolean): string {
  const isFemale = traits.gender === 'Female';
  const shape = 'M-29 6C-19 -13 8 -18 30 -3C17 13 -10 15 -29 6Z';
  const lid = isFemale
    ? 'M-30 7C-20 -17 8 -24 35 -8C33 -4 32 -3 30 -2C8 -16 -18 -11 -30 7Z'
    : 'M-30 7C-20 -16 8 -21 31 -4C8 -16 -18 -12 -30 7Z';
  const direction = isMirrored ? -1 : 1;
  return `<g transform="translate(${x} 374) scale(${direction} 1)">
    <ellipse cx="2" cy="-6" rx="46" ry="27" fill="${traits.skin.dark}" opacity=".34" filter="url(#soft9)"/>
    <clipPath id="eye${isMirrored ? 'L' : 'R'}"><path d="${shape}"/></clipPath>
    <path d="${shape}" fill="url(#sclera)"/>
    <g clip-path="url(#eye${isMirrored ? 'L' : 'R'})">
      <circle cx="1" cy="-2" r="14" fill="url(#iris)"/><circle cx="1" cy="-2" r="6" fill="#0C0705"/>
      <path d="M-34 -24H40V-6C20 -12 -14 -12 -34 4Z" fill="#2A1710" opacity=".38" filter="url(#soft3)"/>
      <circle cx="${direction * -4 + 1}" cy="-7" r="3.4" fill="#fff" opacity=".95"/><circle cx="${direction * 5 + 1}" cy="3" r="1.6"
      fill="#fff" opacity=".5"/>
      <circle cx="-26" cy="5" r="4" fill="#C9847A" opacity=".8"/>
    </g>
    <path d="${lid}" fill="#1C100B"/>
    <path d="M-28 8C-10 17 16 15 30 -2" fill="none" stroke="${traits.skin.dark}" stroke-width="2" opacity=".65"/>
    <path d="M-29 -5C-16 -24 12 -30 34 -12" fill="none" stroke="${traits.skin.dark}" stroke-width="2.6" opacity=".75" stroke-linecap="round"/>
    <path d="M-22 -18C-4 -32 16 -31 30 -21" fill="none" stroke="${traits.skin.light}" stroke-width="7" opacity=".35" filter="url(#soft3)"/>
    <path d="M-26 22C-8 31 14 30 28 18" fill="none" stroke="${traits.skin.dark}" stroke-width="3" opacity="${0.12 + traits.lines * 0.34}"
      filter="url(#soft3)"/>
  </g>`;
}

function drawBrow(traits: FaceTraits, x: number, isMirrored: boolean): string {
  const isFemale = traits.gender === 'Female';
  const shape = isFemale
    ? 'M-34 -2C-18 -15 10 -22 41 -5C12 -14 -14 -8 -33 4Z'
    : 'M-36 -3C-20 -17 10 -24 42 -6C42 -3 40 -1 36 0C12 -11 -16 -5 -34 8C-37 5 -37 0 -36 -3Z';
  const hairs = Array.from({ length: 13 }, (_, index) => {
    const hairX = -31 + index * 5.4;
    const hairY = -6 - Math.sin(((index + 1) / 14) * Math.PI) * 7;
    return `M${hairX} ${hairY + 7}l${4 + index * 0.3} ${-9 + index * 0.35}`;
  }).join('');
  return `<g transform="translate(${x} ${336 - traits.browLift}) scale(${isMirrored ? -1 : 1} 1)">
    <path d="${shape}" fill="${traits.hair.base}" opacity=".86" filter="url(#soft1)"/>
    <path d="${hairs}" stroke="${traits.hair.dark}" stroke-width="1.5" stroke-linecap="round" opacity="${isFemale ? 0 : 0.6}" fill="none"/></g>`;
}

function drawNose(traits: FaceTraits): string {
  const { dark, light, base } = traits.skin;
  return `<g transform="translate(300 0) scale(${traits.noseScale.toFixed(3)} 1) translate(-300 0)">
    <path d="M316 350C320 388 328 414 340 440C330 462 312 462 306 452C314 430 312 392 308 356Z" fill="${dark}" opacity=".4"
      filter="url(#soft6)"/>
    <path d="M282 352C280 372 282 388 280 402" fill="none" stroke="${dark}" stroke-width="5" opacity=".28" filter="url(#soft3)"/>
    <path d="M297 340C295 380 296 410 296 436" fill="none" stroke="${light}" stroke-width="12" opacity=".6"
      filter="url(#soft6)" stroke-linecap="round"/>
    <ellipse cx="297" cy="438" rx="13" ry="10" fill="${light}" opacity=".75" filter="url(#soft3)"/>
    <path d="M266 452C276 470 324 470 334 452C326 480 274 480 266 452Z" fill="${dark}" opacity=".5" filter="url(#soft6)"/>
    <path d="M272 436C262 440 262 456 273 459" fill="none" stroke="${dark}" stroke-width="3" opacity=".8" stroke-linecap="round"/>
    <path d="M328 436C338 440 338 456 327 459" fill="none" stroke="${dark}" stroke-width="3.4" opacity=".9" stroke-linecap="round"/>
    <path d="M275 457C282 450 292 454 294 460C288 464 280 463 275 457Z" fill="#2C140C" opacity=".82"/>
    <path d="M325 457C318 450 308 454 306 460C312 464 320 463 325 457Z" fill="#2C140C" opacity=".86"/>
    <path d="M293 462C297 467 303 467 307 462" fill="none" stroke="${dark}" stroke-width="2.4" opacity=".7" stroke-linecap="round"/>
    <ellipse cx="269" cy="446" rx="4" ry="7" fill="${base}" opacity=".5"/>
  </g>`;
}

function drawMouth(traits: FaceTraits): string {
  const isFemale = traits.gender === 'Female';
  const strength = isFemale ? 1 : 0.72;
  return `<g transform="translate(300 0) scale(${traits.mouthScale.toFixed(3)} 1) translate(-300 0)">
    <path d="M290 470L286 483M310 470L314 483" stroke="${traits.skin.dark}" stroke-width="4" opacity=".25" filter="url(#soft3)"/>
    <path d="M251 496C270 488 288 480 300 486C312 480 330 488 349 496C328 501 314 499 300 502C286 499 272 501 251 496Z"
      fill="${traits.lip}" opacity="${strength}"/>
    <path d="M255 498C272 502 286 500 300 503C314 500 328 502 345 498C334 519 318 527 300 527S266 519 255 498Z" fill="url(#lip)"
      opacity="${strength}"/>
    <path d="M250 496C270 503 288 499 300 502.5C312 499 330 503 350 496" fill="none" stroke="#4B1E17" stroke-width="3.2"
      stroke-linecap="round" opacity=".85"/>
    <ellipse cx="296" cy="514" rx="22" ry="4.5" fill="#fff" opacity=".26" filter="url(#soft3)"/>
    <ellipse cx="246" cy="494" rx="6" ry="5" fill="${traits.skin.dark}" opacity=".5" filter="url(#soft3)"/>
    <ellipse cx="354" cy="494" rx="6" ry="5" fill="${traits.skin.dark}" opacity=".55" filter="url(#soft3)"/>
    <path d="M270 534C286 542 314 542 330 534" stroke="${traits.skin.dark}" stroke-width="8" fill="none" opacity=".36" filter="url(#soft6)"/>
    <ellipse cx="298" cy="550" rx="20" ry="8" fill="${traits.skin.light}" opacity=".32" filter="url(#soft6)"/>
  </g>`;
}

/** Soft light and shadow that give the face its volume; light comes from the upper left. Clip to the head. */
export function drawShading(traits: FaceTraits): string {
  const { dark, light } = traits.skin;
  const fold = (0.16 + traits.lines * 0.4).toFixed(2);
  return `
    <path d="M432 250C420 360 414 440 372 560L470 560V230Z" fill="${dark}" opacity=".62" filter="url(#soft20)"/>
    <path d="M168 260C178 380 190 460 232 560L140 560V240Z" fill="${dark}" opacity=".34" filter="url(#soft20)"/>
    <path d="M190 170H410V232C360 214 240 214 190 236Z" fill="${dark}" opacity=".45" filter="url(#soft20)"/>
    <path d="M222 520C260 566 340 566 378 520L390 590H210Z" fill="${dark}" opacity=".5" filter="url(#soft14)"/>
    <ellipse cx="276" cy="278" rx="66" ry="34" fill="${light}" opacity=".5" filter="url(#soft20)"/>
    <ellipse cx="226" cy="428" rx="34" ry="25" fill="${light}" opacity=".52" filter="url(#soft14)"/>
    <ellipse cx="372" cy="428" rx="26" ry="22" fill="${light}" opacity=".24" filter="url(#soft14)"/>
    <ellipse cx="222" cy="446" rx="34" ry="22" fill="#C0503E" opacity=".16" filter="url(#soft14)"/>
    <ellipse cx="380" cy="446" rx="34" ry="22" fill="#C0503E" opacity=".18" filter="url(#soft14)"/>
    <path d="M392 440C384 480 366 508 350 520" stroke="${dark}" stroke-width="20" fill="none" opacity=".3" filter="url(#soft14)"/>
    <path d="M208 444C216 482 234 508 250 520" stroke="${dark}" stroke-width="16" fill="none" opacity=".22" filter="url(#soft14)"/>
    <path d="M262 452C248 466 240 482 238 498" stroke="${dark}" stroke-width="4.5" fill="none" opacity="${fold}" filter="url(#soft3)"/>
    <path d="M338 452C352 466 360 482 362 498" stroke="${dark}" stroke-width="4.5" fill="none" opacity="${fold}" filter="url(#soft3)"/>
    <path d="M248 270C280 262 320 262 352 270M256 292C284 286 316 286 344 292" stroke="${dark}" stroke-width="3" fill="none"
      opacity="${(traits.lines * 0.34).toFixed(2)}" filter="url(#soft1)"/>`;
}

function drawGlasses(): string {
  return `<g fill="#fff" fill-opacity=".06" stroke="#2B2422" stroke-width="4.5"><rect x="200" y="350" width="86" height="56" rx="22"/>
    <rect x="314" y="350" width="86" height="56" rx="22"/><path d="M286 368Q300 358 314 368M200 366L180 358M400 366L420 358"
      fill="none"/></g>`;
}

/** Eyes, brows, nose and mouth on the standard head. */
export function drawFeatures(traits: FaceTraits): string {
  const parts = [
    drawEye(traits, 358, false),
    drawEye(traits, 242, true),
    drawBrow(traits, 356, false),
    drawBrow(traits, 244, true),
    drawNose(traits),
    drawMouth(traits),
  ];
  return parts.join('') + (traits.glasses ? drawGlasses() : '');
}
