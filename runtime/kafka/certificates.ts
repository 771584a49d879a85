import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { writeTruststore } from "../toolchain/truststore";
import { brokerFiles } from "./properties";

/** What a client of the broker must trust. */
export interface CertificateAuthority {
  /** The CA's certificate in PEM. */
  readonly pemFile: string;
  /** A Java truststore with that certificate alone. */
  readonly truststoreFile: string;
  /** Not a secret: Java wants one. */
  readonly truststorePassword: string;
}

/** The broker's own certificate and its CA's. */
export interface Certificates {
  readonly authority: CertificateAuthority;
  /** PEM: the private key and the certificates, for the broker alone. */
  readonly keystoreFile: string;
}

/** Elliptic, because it makes the handshake of each connection cheaper than RSA. */
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;
/** Longer than any hackathon; certificates in a folder that is kept are used again. */
const VALID_DAYS = 90;

/**
 * Certificates for `host`, issued by a CA of their own. Those that `folder` has already are kept, so that clients
 * which trust them still do. The CA's key is forgotten at once: it can never sign anything else.
 */
export async function makeCertificates(host: string, folder: string): Promise<Certificates> {
  const certificates: Certificates = {
    authority: {
      pemFile: join(folder, "ca.pem"),
      truststoreFile: join(folder, "truststore.jks"),
      truststorePassword: "truststore",
    },
    keystoreFile: join(folder, brokerFiles.keystore),
  };
  const { authority, keystoreFile } = certificates;
  // The keystore is written last: if it is there, the rest is.
  if ((await readFile(keystoreFile).catch(() => undefined)) !== undefined) return certificates;

  const { caPem, keystorePem } = await issue(host);
  await writeFile(authority.pemFile, caPem);
  await writeTruststore(authority.truststoreFile, [caPem], authority.truststorePassword);
  await writeFile(keystoreFile, keystorePem, { mode: 0o600 });
  return certificates;
}

async function issue(host: string): Promise<{ caPem: string; keystorePem: string }> {
  const validity = {
    // A clock that is a little behind must not refuse it.
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + VALID_DAYS * DAY_MS),
    signingAlgorithm: algorithm,
  };
  const caKeys = await webcrypto.subtle.generateKey(algorithm, false, ["sign", "verify"]);
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: "CN=Clickstream challenge on this machine",
    keys: caKeys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.create({
    ...validity,
    // The host is in the alternative name alone: a subject's common name is at most 64 characters long.
    subject: "CN=Event Hubs namespace on this machine",
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([{ type: "dns", value: host }]),
    ],
  });
  const key = PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY");
  const pems = [key, certificate.toString("pem"), ca.toString("pem")];
  return { caPem: `${pems[2]}\n`, keystorePem: `${pems.join("\n")}\n` };
}
