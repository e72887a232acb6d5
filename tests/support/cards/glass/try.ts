import sharp from 'sharp';
import { castFaces } from './faces.ts';
import { inventPlacement, type PlacementWish } from './placement.ts';
import { scanGlass } from './scan.ts';
import { cameraFrame } from './camera.ts';
import { prepareCard } from '../../../../src/main/imaging/card/prepare-card.ts';
import { harden } from '../../../../src/main/imaging/decode.ts';
harden(); sharp.unblock({operation:['VipsForeignLoad']});
const faces = await castFaces();
const n = Number(process.argv[2] ?? 5);
const only = process.argv[3];
const groups: [string, PlacementWish|'camera'|'empty'][] = [['camera','camera'],['empty','empty'],['small',{}],['any',{turn:'any',glass:'square'}],['flush',{lie:'flush'}],['beside',{lie:'beside',glass:'a4',dpi:200}],['besideSq',{lie:'beside',glass:'square'}],['lam',{lie:'laminated',glass:'square'}],['over',{turn:'over'}],['a4',{glass:'a4',turn:'any'}],['cut',{lie:'cut'}],['cutSq',{lie:'cut',turn:'any',glass:'square'}],['photo',{lie:'photo'}],['page',{lie:'page',glass:'a4',dpi:200}]];
for (const [name, wish] of groups) {
  if (only && only!==name) continue;
  const errs: number[] = []; const scores: number[] = []; let found = 0; let times: number[] = []; const worst: any[] = []; 
  const thumbs: any[]=[]; const fails: Record<string, number> = {};
  for (let i = 0; i < n; i++) {
    const seed = 3000+i;
    const s = typeof wish === 'string' ? await cameraFrame(seed, faces, {empty: wish==='empty'}) : await scanGlass(inventPlacement(seed, wish), faces);
    const c = s.cards[0];
    const t = performance.now();
    const r = await prepareCard({bytes: s.bytes, side: c?.face.side ?? 'front', origin: typeof wish==='string' ? 'camera':'scanner', dpi: typeof wish==='string'?null:s.dpi});
    times.push(performance.now() - t);
    if (!r.ok) { console.log(r); continue; }
    const d = r.data;
    for (const f of d.failedChecks) fails[f] = (fails[f]??0)+1;
    if (i<12) thumbs.push({input: await sharp(d.jpeg).resize(330,210,{fit:'contain'}).png().toBuffer(), left:(i%4)*340, top:Math.floor(i/4)*220});
    if (d.foundBy==='nothing') { worst.push([seed,'nothing']); if (only) await sharp(s.bytes).resize(960).png().toFile(`/tmp/find/miss-${seed}.png`); continue; }
    found++; scores.push(d.score??9);
    if (c) {
      const mm = Math.hypot(c.cornersPx[0].x-c.cornersPx[1].x,c.cornersPx[0].y-c.cornersPx[1].y)/85.6;
      const e = Math.max(...c.cornersPx.map((t,j)=>Math.hypot(t.x-d.corners[j]!.x*s.widthPx, t.y-d.corners[j]!.y*s.heightPx)))/mm;
      errs.push(e); if (e>0.6||d.failedChecks.length) worst.push([seed,e.toFixed(2),d.score?.toFixed(2),d.failedChecks.join('+'),c.face.kind,c.face.side]);
    }
  }
  errs.sort((a,b)=>a-b); scores.sort((a,b)=>a-b); times.sort((a,b)=>a-b);
  console.log(name.padEnd(9), `${found}/${n}`, 'err med', errs[errs.length>>1]?.toFixed(2), 'max', errs.at(-1)?.toFixed(2), 'score min', scores[0]?.toFixed(2), 'med', scores[scores.length>>1]?.toFixed(2), 'ms', times[times.length>>1]?.toFixed(0), JSON.stringify(fails));
  for (const w of worst.slice(0,8)) console.log('    ', w.join(' '));
  if (only) await sharp({create:{width:1360,height:660,channels:3,background:'#222'}}).composite(thumbs).png().toFile('/tmp/find/crops.png');
}
