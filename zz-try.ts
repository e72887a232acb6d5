import sharp from 'sharp';
import { faintCandidates } from '/work/wt/cards2/src/main/imaging/card/find-faint.ts';
import { findBySize } from '/work/wt/cards2/src/main/imaging/card/find-by-size.ts';
const C: any = {1:[[707,2217],[1711,2342],[1632,2974],[629,2850]],2:[[1312,426],[2320,506],[2269,1142],[1261,1061]]};
for (const n of [1,2]) {
  const {data,info}=await sharp(`/work/wt/cards2/tests/capture/pictures/white-card-on-white-lid-${n}.jpg`).resize(1240,1754,{fit:'fill'}).raw().toBuffer({resolveWithObject:true});
  const pic={data:new Uint8Array(data),width:info.width,height:info.height};
  const cpu=()=>process.cpuUsage().user/1000; let t=cpu(); const f=findBySize(pic,150); console.log('first',f.map(x=>x.score),cpu()-t);
  t=cpu();
  const cs=faintCandidates(pic,150); console.log('second ms',cpu()-t, cs.length);
  for(const c of cs.slice(0,6)){
    const err=[0,2].map(r=>c.quad.reduce((s,_,i)=>{const p=c.quad[(i+r)%4]!;const q=C[n][i];return s+Math.hypot(p.x*2-q[0],p.y*2-q[1])},0)/4);
    console.log(c.nominal.widthMm, c.evidence.map(x=>x.toFixed(1)).join(' '), '|', c.shares.map(x=>x.toFixed(2)).join(' '), c.printAround.toFixed(3),c.printOnRim.toFixed(3), 'err px', Math.min(...err).toFixed(1));
  }
}
