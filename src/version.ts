/** The version of the actions, that of `package.json`. */
export const version = '1.0.0'
