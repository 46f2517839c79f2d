/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

const OFFSET_BASIS = 0x811c9dc5;

/** MurmurHash3's finaliser: FNV alone leaves like keys alike. */
function mixed(hash: number): number {
  let mix = hash;
  mix = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}

/**
 * How much a key belongs to a target: the highest score has it. When a target comes, goes or changes its weight, only
 * keys that it gets or had move (weighted rendezvous hashing: -w / ln u, https://www.snia.org/sites/default/files/SDC15_presentations/dist_sys/Jason_Resch_New_Consistent_Hashings_Rev.pdf).
 */
export function rendezvousScore(key: string, id: string, weight: number): number {
  if (weight <= 0) return 0;
  const uniform = (mixed(fnv1a(id, fnv1a(key, OFFSET_BASIS))) + 0.5) / 2 ** 32;
  return -weight / Math.log(uniform);
}
