declare module 'virtual:problems' {
  export const problems: readonly import('../../../scripts/problems.ts').Problem[];
}
