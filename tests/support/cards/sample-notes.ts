/** The text of `resources/samples/README.md`. */
export function sampleNotes(): string {
  return `# Sample cards and faces

The six customers of the training mode; the first two are also the samples of the tests. Everything in this folder is invented. No real person, card, number or photograph was used, and every card says
"নমুনা / SPECIMEN" across its face.

| file | content |
|---|---|
| \`old-front.jpg\`, \`old-back.jpg\` | an old laminated card, 85.6 × 54 mm at 400 dpi; the PDF417 barcode on the back can be read |
| \`smart-front.jpg\`, \`smart-back.jpg\` | a smart card, same size; the three MRZ lines have correct check digits |
| \`blurred-….jpg\`, \`verification-failed-….jpg\` | two more smart cards; \`blurred-front-first.jpg\` is the first, blurred scan of that front |
| \`no-code-….jpg\`, \`returning-….jpg\` | two more old cards; the barcode of the first is worn off, the other has a number of 17 digits |
| \`…-photo.jpg\` | drawn portraits of the six holders, 900 × 1,200 |
| \`webcam.mjpeg\` | the holder of the smart card before a counter camera, 1280 × 720, ten JPEG frames in a row |
| \`people.json\` | the values of the six cards by the field names of the service, and the values that a clerk would add: \`practice\` what is special, \`lives_at\` an address that no card says, \`misread\` what the service reads wrongly, \`ec\` what the Election Commission has instead |

Rules: NID numbers begin with 0 (13-digit ones, and the core of 17-digit ones, with 00), mobile numbers are
\`0130000xxxx\`, names and places are words for "specimen", "example" and "trial". The signature in the barcode spells
"SPECIMEN NOT SIGNED" and verifies under no key.

Made by \`node tests/support/cards/make-samples.ts\` from six seeds: people, faces and cards are drawn as SVG by code,
shown in a headless Chromium with the two fonts the kiosk ships, and saved as JPEG. Do not edit the files by hand.
`;
}
