import sharp from 'sharp';
import { castFaces } from './faces.ts';
import { inventPlacement, type PlacementWish } from './placement.ts';
import { scanGlass } from './scan.ts';
import { findBySize } from '../../../../src/main/imaging/card/find-by-size.ts';
const faces = await castFaces();
const n = Number(process.argv[2] ?? 5);
const groups: [string, PlacementWish][] = [['small',{}],['tilted',{turn:'tilted'}],['any',{turn:'any',glass:'square'}],['flush',{lie:'flush'}],['beside',{lie:'beside',glass:'a4',dpi:200}],['besideSq',{lie:'beside',glass:'square'}],['lam',{lie:'laminated',glass:'square'}],['over',{turn:'over'}],['200',{dpi:200,turn:'tilted'}],['248back',{lid:248,face:{kind:'smart',side:'back'}}],['600',{dpi:600}],['a4',{glass:'a4',turn:'any'}],['cut',{lie:'cut'}],['cutSq',{lie:'cut',turn:'any',glass:'square'}],['photo',{lie:'photo'}],['page',{lie:'page',glass:'a4',dpi:200}],['nothing',{lie:'nothing'}]];
for (const [name, wish] of groups) {
  const errs: number[] = []; const scores: number[] = []; let found = 0; let times: number[] = []; const worst: any[] = []; const bestRej: number[]=[]; let cards=0;
  for (let i = 0; i < n; i++) {
    const p = inventPlacement(1000+i, wish);
    const s = await scanGlass(p, faces);
    const t = performance.now();
    const k = Math.min(1, 150 / s.dpi);
    const { data, info } = await sharp(s.bytes).resize(Math.round(s.widthPx*k), Math.round(s.heightPx*k), {fit:'fill'}).raw().toBuffer({resolveWithObject:true});
    const r = findBySize({ data, width: info.width, height: info.height }, s.dpi * k);
    times.push(performance.now() - t);
    const mm = s.dpi/25.4;
    const wanted = wish.lie==='cut' ? [] : s.cards;
    cards += wanted.length;
    if (wanted.length===0) { bestRej.push(r.best); if (r.accepted.length) worst.push([1000+i,'ACCEPTED',r.accepted[0]!.score.toFixed(2), p.lid]); continue; }
    for (const c of wanted) {
      let best = Infinity, sc=0;
      for (const a of r.accepted) {
        const q = a.quad.map(({x,y})=>({x:x/k,y:y/k}));
        for (let rot=0; rot<4; rot++) {
          const e = Math.max(...c.cornersPx.map((t,j)=>Math.hypot(t.x-q[(j+rot)%4]!.x, t.y-q[(j+rot)%4]!.y)))/mm;
          if (e<best) {best=e; sc=a.score;}
        }
      }
      if (best<20) { found++; errs.push(best); scores.push(sc); if (best>0.5) worst.push([1000+i, best.toFixed(2), sc.toFixed(2), p.lid, c.face.kind, c.face.side]); }
      else { bestRej.push(r.best); worst.push([1000+i,'MISSED',r.best.toFixed(2), p.lid, c.face.kind, c.face.side]); }
    }
  }
  errs.sort((a,b)=>a-b); scores.sort((a,b)=>a-b); times.sort((a,b)=>a-b); bestRej.sort((a,b)=>b-a);
  console.log(name.padEnd(9), `${found}/${cards}`, 'err med', errs[errs.length>>1]?.toFixed(2), 'max', errs.at(-1)?.toFixed(2), 'score min', scores[0]?.toFixed(2), 'med', scores[scores.length>>1]?.toFixed(2), 'rejbest', bestRej.slice(0,3).map(x=>x.toFixed(2)).join(), 'ms', times[times.length>>1]?.toFixed(0));
  for (const w of worst.slice(0,5)) console.log('    ', w.join(' '));
}
