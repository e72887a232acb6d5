/** The text of `resources/samples/README.md`. */
export function sampleNotes(): string {
  return `# Sample cards and faces

Everything in this folder is invented. No real person, card, number or photograph was used, and every card says
"নমুনা / SPECIMEN" across its face.

| file | content |
|---|---|
| \`old-front.jpg\`, \`old-back.jpg\` | an old laminated card, 85.6 × 54 mm at 400 dpi; the PDF417 barcode on the back can be read |
| \`smart-front.jpg\`, \`smart-back.jpg\` | a smart card, same size; the three MRZ lines have correct check digits |
| \`old-photo.jpg\`, \`smart-photo.jpg\` | drawn portraits of the two holders, 900 × 1,200 |
| \`webcam.mjpeg\` | the holder of the smart card before a counter camera, 1280 × 720, ten JPEG frames in a row |
| \`people.json\` | the values of the two cards by the field names of the service, and the values that a clerk would add |

Rules: NID numbers begin with 0 (13-digit ones, and the core of 17-digit ones, with 00), mobile numbers are
\`0130000xxxx\`, names and places are words for "specimen", "example" and "trial". The signature in the barcode spells
"SPECIMEN NOT SIGNED" and verifies under no key.

Made by \`node tests/support/cards/make-samples.ts\` from two seeds: people, faces and cards are drawn as SVG by code,
shown in a headless Chromium with the two fonts the kiosk ships, and saved as JPEG. Do not edit the files by hand.
`;
}
