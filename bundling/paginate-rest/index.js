// Pages are asked for by their numbers.
export const paginateRest = () => ({})
