// dev: distributions. args: seedbase n contrasts
import sharp from 'sharp';
import { castFaces } from '/work/wt/cards2/tests/support/cards/glass/faces.ts';
import { inventLidPlacement } from '/work/wt/cards2/tests/support/cards/glass/lids.ts';
import { scanGlass } from '/work/wt/cards2/tests/support/cards/glass/scan.ts';
import { faintCandidates, findFaint } from '/work/wt/cards2/src/main/imaging/card/find-faint.ts';
import { findBySize } from '/work/wt/cards2/src/main/imaging/card/find-by-size.ts';
const [base, n, mode, cs] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4], (process.argv[5] ?? '1,2,4,8').split(',').map(Number)];
const faces = await castFaces();
let seed = base;
const rows: any = {};
const kinds = mode === 'neg' ? [['receipt'],['passport photo'],['sheet of text'],['slip of A7'],['nothing'],['cut-off card']] : [['card','old','front'],['card','old','back'],['card','smart','front'],['card','smart','back']];
for (const c of cs) for (const lid of ['off-white','white'] as const) for (const [what,kind,side] of kinds as any) for (let i=0;i<n;i++) {
  seed++;
  const pl = inventLidPlacement(seed, { what, lid, contrast: c, ...(kind?{kind,side}:{}) });
  const t0=process.cpuUsage().user; const scan = await scanGlass(pl, faces); const t1=process.cpuUsage().user;
  const k = 150/scan.dpi; 
  const {data,info}=await sharp(scan.bytes).resize(Math.round(scan.widthPx*k),Math.round(scan.heightPx*k),{fit:'fill'}).raw().toBuffer({resolveWithObject:true});
  const pic={data:new Uint8Array(data),width:info.width,height:info.height};
  const t2=process.cpuUsage().user; const cand = faintCandidates(pic,150); const t3=process.cpuUsage().user;
  const acc = process.env.FIRST ? findBySize(pic,150)[0] : findFaint(pic,150)[0];
  const key=[c,lid,what,kind,side].join(' '); const r = rows[key] ??= {n:0,acc:0,good:0,err:[],gen:0,find:0};
  r.n++; r.gen+=(t1-t0)/1000; r.find+=(t3-t2)/1000;
  const q=scan.cards[0]?.cornersPx;
  const errOf=(quad:any)=>q?Math.min(...[0,1,2,3].map(s=>quad.reduce((a:number,_:any,j:number)=>{const p=quad[(j+s)%4];return a+Math.hypot(p.x/k-q[j]!.x,p.y/k-q[j]!.y)},0)/4))/scan.dpi*25.4:NaN;
  if(acc){r.acc++; const e=errOf(acc.quad); r.err.push(e); if(e<=1.5)r.good++;}
  const top=cand[0]; if(acc) (r.rim??=[]).push(top!.printOnRim), (r.ev??=[]).push(Math.min(...cand.find(z=>z.quad===acc.quad||z.quad[0].x===acc.quad[0].x)?.evidence??[NaN]));
  if (mode==='neg' ? (top && Math.min(...top.evidence)>0.5) : (!acc||errOf(acc.quad)>1.5)) console.log(seed,key,'dpi',scan.dpi,'noise',pl.noise.toFixed(1),'q',pl.jpegQuality, acc?'ACC':'-', cand.slice(0,3).map(x=>x.nominal.widthMm+' e '+x.evidence.map(v=>v.toFixed(1)).join(' ')+' s '+x.shares.map(v=>v.toFixed(2)).join(' ')+' pa '+x.printAround.toFixed(2)+' rim '+x.printOnRim.toFixed(2)+' err '+errOf(x.quad).toFixed(1)).join(' || '));
}
for (const [k,r] of Object.entries<any>(rows)) console.log(k.padEnd(32), 'n',r.n,'acc',r.acc,'good',r.good,'med',r.err.sort((a:number,b:number)=>a-b)[r.err.length>>1]?.toFixed(2),'max',r.err.at(-1)?.toFixed(2),'maxrim',r.rim?Math.max(...r.rim).toFixed(2):'-','minev',r.ev?Math.min(...r.ev).toFixed(1):'-','gen',(r.gen/r.n).toFixed(0),'find',(r.find/r.n).toFixed(0));
