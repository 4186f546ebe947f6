export const id=999;export const ids=[999];export const modules={4999:(e,o,t)=>{t.d(o,{getDefaultRoleAssumer:()=>s.cz});var s=t(1374)}};
