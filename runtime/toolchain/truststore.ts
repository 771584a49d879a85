import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";

/**
 * Writes certificates as a Java truststore. In JKS, the simple one of Java's formats: every Java reads it whatever
 * type it expects, and no `keytool` is needed.
 *
 * @param certificates in PEM, any number in each text
 * @param password at least six characters; guards against change, not against reading
 */
export async function writeTruststore(
  file: string,
  certificates: readonly string[],
  password: string,
): Promise<void> {
  const entries = certificates.flatMap(derOf).map((der, index) => [
    uint32(TRUSTED_CERTIFICATE),
    text(`certificate-${index}`),
    // When it was added: nobody asks, and the same input gives the same file.
    Buffer.alloc(8),
    text("X.509"),
    uint32(der.length),
    der,
  ]);
  const content = Buffer.concat([uint32(MAGIC), uint32(VERSION), uint32(entries.length), ...entries.flat()]);
  const digest = createHash("sha1")
    .update(Buffer.from(password, "utf16le").swap16())
    .update("Mighty Aphrodite")
    .update(content)
    .digest();
  await writeFile(file, Buffer.concat([content, digest]));
}

// The format's constants, as sun.security.provider.JavaKeyStore reads them.
const MAGIC = 0xfeedfeed;
const VERSION = 2;
const TRUSTED_CERTIFICATE = 2;

function derOf(pem: string): Buffer[] {
  const blocks = pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g);
  return [...blocks].map(([, base64 = ""]) => Buffer.from(base64, "base64"));
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}

/** Java's `writeUTF`, for ASCII. */
function text(value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(value.length);
  return Buffer.concat([length, Buffer.from(value, "ascii")]);
}
