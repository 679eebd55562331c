/** The context that is true while anything is observed: no key of ours is bound without it. */
export const OBSERVING = "tenure.observing";
