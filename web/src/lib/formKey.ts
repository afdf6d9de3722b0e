import { useCallback, useRef } from 'react';

/**
 * A version 4 UUID. `crypto.randomUUID` exists only on https and localhost; a hospital's page is mostly served over
 * plain http on its own network, so the bytes are drawn by hand.
 */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, index) => {
    const fixed = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return fixed.toString(16).padStart(2, '0');
  }).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export type IdempotencyHeaders = Record<'Idempotency-Key', string>;

export interface FormKey {
  /** Headers for the POST; the same at every call until `renew`. */
  headers: () => IdempotencyHeaders;
  /** To be called when the act is done, or when it was refused and will be sent again with other content. */
  renew: () => void;
}

/** One idempotency key per opened form, kept over retries: the server does the act once, however often it is sent. */
export function useFormKey(): FormKey {
  const key = useRef<string | null>(null);
  const headers = useCallback((): IdempotencyHeaders => {
    key.current ??= newKey();
    return { 'Idempotency-Key': key.current };
  }, []);
  const renew = useCallback(() => {
    key.current = null;
  }, []);
  return { headers, renew };
}
