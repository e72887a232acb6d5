import sharp from 'sharp';
import { castFaces } from '/work/wt/cards2/tests/support/cards/glass/faces.ts';
import { inventLidPlacement } from '/work/wt/cards2/tests/support/cards/glass/lids.ts';
import { scanGlass } from '/work/wt/cards2/tests/support/cards/glass/scan.ts';
import { nominalSizes } from '/work/wt/cards2/src/main/imaging/card/sizes.ts';
import { searchAround } from '/work/wt/cards2/src/main/imaging/card/faint-search.ts';
import { fitFaint } from '/work/wt/cards2/src/main/imaging/card/faint-fit.ts';
import { toOpponent } from '/work/wt/cards2/src/main/imaging/card/opponent.ts';
import { groundOf, halve } from '/work/wt/cards2/src/main/imaging/card/gradient.ts';
import { printOn, pointsIn } from '/work/wt/cards2/src/main/imaging/card/print.ts';
const faces = await castFaces();
const cases: any[] = [[19,'off-white','card','old','front'],[27,'white','card','old','front'],[30,'white','card','smart','front'],[509,'off-white','card','smart','front'],[529,'white','card','smart','back'],[505,'off-white','card','old','back']];
for (const [seed,lid,what,kind,side] of cases.slice(0,5)) {
  const pl = inventLidPlacement(seed, { what, lid, contrast: 4, kind, side });
  const scan = await scanGlass(pl, faces); const k=150/scan.dpi;
  const {data,info}=await sharp(scan.bytes).resize(Math.round(scan.widthPx*k),Math.round(scan.heightPx*k),{fit:'fill'}).raw().toBuffer({resolveWithObject:true});
  await sharp(scan.bytes).png().toFile(`/tmp/zz-${seed}.png`);
  const pic={data:new Uint8Array(data),width:info.width,height:info.height};
  const mm=150/25.4; const small=halve(pic); const g=groundOf(small,9);
  const p=printOn(small,mm/2,g.roughness);
  console.log('---',seed,kind,side,'rough',g.roughness.toFixed(1),'shadow',JSON.stringify(pl.shadow),'paper',pl.pale?.paper[0],'size',small.width,small.height,JSON.stringify(p.boxes));
  const q=scan.cards[0]!.cornersPx.map(({x,y})=>({x:x*k,y:y*k}));
  const t={x:(q[0]!.x+q[2]!.x)/2,y:(q[0]!.y+q[2]!.y)/2,turnRad:Math.atan2(q[1]!.y-q[0]!.y,q[1]!.x-q[0]!.x),width:85.6*mm,height:53.98*mm};
  console.log('true',(t.x/2).toFixed(0),(t.y/2).toFixed(0),(t.turnRad*57.3).toFixed(1));
  for (const b of p.boxes){ const pts=pointsIn(p,b); if(pts.x.length<200)continue;
  const r=searchAround(toOpponent(small),pts,nominalSizes,mm/2);
  console.log(r.noise.map(a=>a.map(x=>x.toFixed(2)).join(' ')).join(' | '), r.guesses.map(g=>[g.nominal.widthMm,g.evidence.toFixed(1),(g.turnRad*57.3).toFixed(1), g.x.toFixed(0),g.y.toFixed(0)].join(' ')));
  const f=fitFaint(toOpponent(pic),t,nominalSizes[0]!,r.noise,mm); console.log('fit at truth', f.evidence.map(x=>x.toFixed(1)),f.shares.map(x=>x.toFixed(2)));
  }
}
