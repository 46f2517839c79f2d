const UNARY_LIMIT = 15;
const WORD = 2 ** 32;
const HALF_WORD = 0xffff;

/** Writes numbers of any width into bytes, highest bit first. */
export class BitWriter {
  readonly #bytes: Uint8Array;
  #at = 0;
  #pending = 0;
  #pendingBits = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  restart(offset = 0): void {
    this.#at = offset;
    this.#pending = 0;
    this.#pendingBits = 0;
  }

  /** `width` is at most 24. */
  write(value: number, width: number): void {
    this.#pending = (this.#pending << width) | value;
    this.#pendingBits += width;
    while (this.#pendingBits >= 8) {
      this.#pendingBits -= 8;
      this.#bytes[this.#at++] = this.#pending >>> this.#pendingBits;
    }
    this.#pending &= (1 << this.#pendingBits) - 1;
  }

  /** Any integer below 2^53, in its own length and 6 bits. */
  writeInteger(value: number): void {
    const width = bitLength(value);
    this.write(width, 6);
    this.#writeWide(value, width);
  }

  /** Rice's code: short for values around `2 ** lowBits` (at most 24), and at most 74 bits for any below 2^53. */
  writeRice(value: number, lowBits: number): void {
    const divisor = 1 << lowBits;
    const quotient = Math.floor(value / divisor);
    if (quotient < UNARY_LIMIT) {
      this.write((1 << (quotient + 1)) - 2, quotient + 1);
      this.write(value - quotient * divisor, lowBits);
    } else {
      this.write((1 << UNARY_LIMIT) - 1, UNARY_LIMIT);
      this.writeInteger(value);
    }
  }

  /** Fills the last byte up and says where the bytes end. */
  finish(): number {
    if (this.#pendingBits > 0) this.write(0, 8 - this.#pendingBits);
    return this.#at;
  }

  #writeWide(value: number, width: number): void {
    const high = Math.floor(value / WORD);
    const low = value >>> 0;
    if (width > 32) this.write(high, width - 32);
    if (width > 16) this.write(low >>> 16, Math.min(width, 32) - 16);
    this.write(low & HALF_WORD, Math.min(width, 16));
  }
}

/** Reads what a `BitWriter` wrote; beyond the end it reads zeros, so that a caller must look at `endsAt`. */
export class BitReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #bit = 0;

  open(bytes: Uint8Array, offset: number): void {
    this.#bytes = bytes;
    this.#bit = offset * 8;
  }

  /** The offset of the first byte that was not touched. */
  get endsAt(): number {
    return Math.ceil(this.#bit / 8);
  }

  /** `width` is at most 24. */
  read(width: number): number {
    const value = this.#peek(width);
    this.#bit += width;
    return value;
  }

  readInteger(): number {
    const width = this.read(6);
    const high = width > 32 ? this.read(width - 32) : 0;
    const middle = width > 16 ? this.read(Math.min(width, 32) - 16) : 0;
    const low = this.read(Math.min(width, 16));
    return high * WORD + middle * (HALF_WORD + 1) + low;
  }

  readRice(lowBits: number): number {
    const ones = Math.clz32(~(this.#peek(16) << 16));
    if (ones >= UNARY_LIMIT) {
      this.#bit += UNARY_LIMIT;
      return this.readInteger();
    }
    this.#bit += ones + 1;
    return lowBits === 0 ? ones : ones * (1 << lowBits) + this.read(lowBits);
  }

  #peek(width: number): number {
    if (width === 0) return 0;
    const at = this.#bit >>> 3;
    const bytes = this.#bytes;
    // Beyond the end there is `undefined`, which shifts as zero.
    const word =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number);
    return (word << (this.#bit & 7)) >>> (32 - width);
  }
}

function bitLength(value: number): number {
  return value < WORD ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / WORD));
}
