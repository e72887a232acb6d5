/** A compromised card-reading process: answers every request with values that no card can contain. */
process.on('message', ({ id }: { id: number }) => {
  const code = { nid: '0123456789', dob: { year: 1990, month: 1, day: 1 }, nameEng: '<script>' };
  process.send!({
    id,
    result: { ok: true, data: { barcode: code, mrz: null, upsideDown: false } },
  });
});
