import sharp from 'sharp';
import { castFaces } from './faces.ts';
import { inventPlacement, type PlacementWish } from './placement.ts';
import { scanGlass, type Fault } from './scan.ts';
import { blurred, moved, darkened, washedOut, glaring } from './faults.ts';
import { cut } from '../../../../src/main/imaging/card/cut.ts';
import { evidenceOf, layoutOf, LAYOUT_PX } from '../../../../src/main/imaging/card/layout.ts';
import { measure, MEASURED_WIDTH_PX } from '../../../../src/main/imaging/card/quality.ts';
const faces = await castFaces();
const n = Number(process.argv[2] ?? 5);
const f3=(v:number[])=>{v=[...v].sort((a,b)=>a-b);return `${v[0]!.toFixed(2)}..${v[v.length>>1]!.toFixed(2)}..${v.at(-1)!.toFixed(2)}`};
const sets: [string, PlacementWish, Fault|undefined][] = [['good',{},undefined],['good200',{dpi:200},undefined],['good600',{dpi:600},undefined],['lam',{lie:'laminated',glass:'square'},undefined],['dark lid',{lid:20},undefined],['b.08',{},blurred(.085)],['b.13',{},blurred(.13)],['b.2',{},blurred(.2)],['b.25',{},blurred(.25)],['m.5',{},moved(.5)],['m1',{},moved(1)],['m1a',{},moved(1,true)],['b.2@600',{dpi:600},blurred(.2)],['b.2@200',{dpi:200},blurred(.2)],['dark.35',{},darkened(.35)],['dark.5',{},darkened(.5)],['bright',{},washedOut(1,40)],['bright2',{},washedOut(1.3,20)],['glare4',{},glaring(4)],['glare8',{},glaring(8)],['100',{dpi:100},undefined],['150',{dpi:150},undefined]];
for (const [name, wish, fault] of sets) {
  const by: Record<string, any[]> = {};
  const ev: string[] = []; let wrong=0, nul=0, all=0;
  for (let i = 0; i < n; i++) for (const kind of ['old','smart'] as const) for (const side of ['front','back'] as const) {
    const p = inventPlacement(2000+i*4, {...wish, face:{kind,side}});
    const s = await scanGlass(p, faces, fault);
    const { data, info } = await sharp(s.bytes).raw().toBuffer({resolveWithObject:true});
    const pic = {data, width:info.width, height:info.height};
    const q = s.cards[0]!.cornersPx as any;
    const w = Math.min(MEASURED_WIDTH_PX, Math.round(Math.hypot(q[0].x-q[1].x,q[0].y-q[1].y)));
    const m = measure(cut(pic, q, w, Math.round(w/1.5857)));
    (by[kind+side] ??= []).push(m);
    const small = cut(pic, q, LAYOUT_PX.width, LAYOUT_PX.height);
    const l = layoutOf(small); all++;
    if (l.shows===null) nul++; else if (l.shows!==side||l.upsideDown) wrong++;
    if (name==='good'&&i<2 || l.shows!==side) { const e = evidenceOf(small); ev.push(`${kind} ${side} photo ${e.photo.map(x=>x.toFixed(2))} bar ${e.barcode.map(x=>x.toFixed(2))} mrz ${e.machinePrint.map(x=>x.toFixed(2))} -> ${l.mark}`); }
  }
  console.log('==', name, 'layout wrong', wrong, 'null', nul, '/', all);
  for (const [k, ms] of Object.entries(by)) console.log('  ', k.padEnd(11), 'sharp', f3(ms.map(m=>m.sharpness)), 'detail', f3(ms.map(m=>m.detail)), 'paper', f3(ms.map(m=>m.paper)), 'contr', f3(ms.map(m=>m.contrast)), 'white', f3(ms.map(m=>m.white)), 'blown', f3(ms.map(m=>m.blown)));
  for (const e of ev.slice(0,8)) console.log('     ', e);
}
