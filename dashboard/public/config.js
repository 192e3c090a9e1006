// Whose product it is. A deployment and `usher dev` serve their own file in place of this one.
globalThis.usherConfig = {};
