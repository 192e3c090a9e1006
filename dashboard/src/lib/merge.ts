/** The fields that two people have changed to different values: only about these is there anything to choose. */
export function clashes<T extends object>(mine: T, base: T, theirs: T): (keyof T)[] {
  return (Object.keys(mine) as (keyof T)[]).filter((f) => mine[f] !== base[f] && theirs[f] !== base[f] && mine[f] !== theirs[f]);
}

/** What differs from what editing began with. */
export function differences<T extends object>(values: T, base: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([f, v]) => v !== base[f as keyof T])) as Partial<T>;
}
