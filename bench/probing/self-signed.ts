import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface Certificate {
  readonly keyFile: string;
  readonly certificateFile: string;
}

/**
 * A certificate for 127.0.0.1, good for a year: one that ends soon would degrade its target. Null where there is no
 * openssl to make it.
 */
export function selfSigned(directory: string): Certificate | null {
  const keyFile = join(directory, 'key.pem');
  const certificateFile = join(directory, 'certificate.pem');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  const names = ['-subj', '/CN=bench', '-addext', 'subjectAltName=IP:127.0.0.1'];
  try {
    execFileSync('openssl', ['req', '-x509', ...key, '-out', certificateFile, '-days', '365', ...names], {
      stdio: 'ignore',
    });
  } catch {
    return null;
  }
  return { keyFile, certificateFile };
}
