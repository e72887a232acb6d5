import sharp from 'sharp';
import { nominalSizes } from '/work/wt/cards2/src/main/imaging/card/sizes.ts';
import { searchAround } from '/work/wt/cards2/src/main/imaging/card/faint-search.ts';
import { fitFaint } from '/work/wt/cards2/src/main/imaging/card/faint-fit.ts';
import { toOpponent } from '/work/wt/cards2/src/main/imaging/card/opponent.ts';
import { groundOf, halve } from '/work/wt/cards2/src/main/imaging/card/gradient.ts';
import { printOn, pointsIn } from '/work/wt/cards2/src/main/imaging/card/print.ts';
const C: any = {1:[[707,2217],[1711,2342],[1632,2974],[629,2850]],2:[[1312,426],[2320,506],[2269,1142],[1261,1061]]};
for (const n of [1,2]) {
  const {data,info}=await sharp(`/work/wt/cards2/tests/capture/pictures/white-card-on-white-lid-${n}.jpg`).resize(1240,1754,{fit:'fill'}).raw().toBuffer({resolveWithObject:true});
  const pic={data:new Uint8Array(data),width:info.width,height:info.height};
  const T=(l:string)=>{console.log(l,Date.now()-t);t=Date.now()}; let t=Date.now();
  const mm=150/25.4; const small=halve(pic); T('halve'); const g=groundOf(small,9); T('ground '+g.roughness);
  const p=printOn(small,mm/2,g.roughness); T('print '+JSON.stringify(p.boxes));
  const co=toOpponent(small), fi=toOpponent(pic); T('opp');
  const pts=pointsIn(p,p.boxes.at(-1)!); T('pts '+pts.x.length);
  const r=searchAround(co,pts,nominalSizes,mm/2); T('search'); console.log(r.noise, r.guesses.map(g=>[g.nominal.widthMm,g.evidence.toFixed(1),(g.turnRad*57.3).toFixed(1), g.x.toFixed(0),g.y.toFixed(0)].join(' ')));
  const q=C[n].map(([x,y]:number[])=>({x:x!/2,y:y!/2}));
  const guess={x:(q[0].x+q[2].x)/2,y:(q[0].y+q[2].y)/2,turnRad:Math.atan2(q[1].y-q[0].y,q[1].x-q[0].x),width:85.6*mm,height:53.98*mm};
  console.log('true', guess.x/2, guess.y/2, guess.turnRad*57.3);
  t=Date.now(); const f=fitFaint(fi,guess,nominalSizes[0]!,r.noise,mm); T('fit'); console.log(f.evidence,f.shares);
}
