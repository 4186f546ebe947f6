export const id=526;export const ids=[526];export const modules={6526:(o,t,s)=>{s.d(t,{h:()=>i});function i(){throw Error("This build of @actions/github has no fetch of its own.")}}};
