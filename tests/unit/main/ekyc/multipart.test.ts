import { describe, expect, it } from 'vitest';
import { buildMultipart } from '#main/ekyc/multipart.ts';

describe('buildMultipart', () => {
  it('encodes raw UTF-8 values and pictures and states the length', async () => {
    const picture = new Uint8Array([0xff, 0xd8, 0, 13, 10, 0xff, 0xd9]);
    const body = buildMultipart([
      { name: 'nid_no', value: '0123456789' },
      { name: 'father_name', value: 'মো. নমুনা\r\nমিয়া' },
      { name: 'id_front', fileName: 'id_front.jpg', jpeg: picture },
    ]);
    const bytes = Buffer.concat(body.chunks);
    expect(body.length).toBe(bytes.length);
    // Verified with undici's independent multipart parser (formData).
    const form = await new Response(bytes, {
      headers: { 'content-type': body.contentType },
    }).formData();
    expect([...form.keys()]).toEqual(['nid_no', 'father_name', 'id_front']);
    expect(form.get('nid_no')).toBe('0123456789');
    expect(form.get('father_name')).toBe('মো. নমুনা মিয়া');
    const file = form.get('id_front') as File;
    expect([file.name, file.type]).toEqual(['id_front.jpg', 'image/jpeg']);
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(picture);
    expect(bytes.toString()).not.toMatch(/charset/i);
  });
});
