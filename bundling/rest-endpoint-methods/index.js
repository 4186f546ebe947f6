// One path of GitHub's API is asked for, by its name; the table of all paths takes longer to load than the request.
export const restEndpointMethods = () => ({})
