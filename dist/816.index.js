export const id=816;export const ids=[816];export const modules={816:(t,e,o)=>{o.d(e,{getDefaultRoleAssumerWithWebIdentity:()=>s.I$});var s=o(1374)}};
